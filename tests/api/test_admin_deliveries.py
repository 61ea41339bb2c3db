"""Deliveries over the admin API (row U3-04): who may look, what is shown, what a decision does."""

from collections.abc import AsyncIterator
from typing import Any

import attrs
import pytest
import pytest_twisted

from gotosocial.federation.sender.outbox import Parcel
from gotosocial.models.delivery import DeliveryResult, DeliveryState
from gotosocial.storage.stores import Transaction
from tests.support.instance import ALL_SCOPES, Person, Running

ADMIN_SCOPES = ALL_SCOPES | {"admin:read", "admin:write"}
PATH = "/api/v1/admin/deliveries"
TRIED_AT = 2_000_000_000_000
"""Far enough ahead that nobody forgets a delivery as an old one."""
INBOXES = ("https://a.invalid/inbox", "https://b.invalid/inbox")


@pytest_twisted.async_yield_fixture
async def admin(server: Running) -> AsyncIterator[Person]:
    """Somebody who may do everything, where nothing is sent by itself."""
    await server.instance.near.abroad.sender.stopService()
    yield await server.person("root", is_admin=True, scopes=ADMIN_SCOPES)


async def queue(person: Person, about: str, *inboxes: str) -> None:
    """Let an activity wait."""
    abroad = person.server.instance.near.abroad
    parcel = Parcel(activity_uri=f"{about}#Create", body=b"{}", signer_id=person.id, object_uri=about)

    async def deed(t: Transaction) -> None:
        await abroad.outbox.send(t, parcel, inboxes)

    await person.server.instance.cellar.db.transact(deed)


async def settle(person: Person, delivery_id: str, state: DeliveryState) -> None:
    """Let an attempt have come to something."""
    result = DeliveryResult(id=int(delivery_id), state=state, answer="422 No", tried_at=TRIED_AT)
    await person.server.instance.cellar.db.deliveries.settle([result])


async def shown(person: Person, **query: Any) -> list[dict[str, Any]]:
    """Return the list."""
    answer = await person.get(PATH, **query)
    assert answer.status == 200, answer.body
    listed: list[dict[str, Any]] = answer.json
    return listed


async def test_admins_see_what_waits_and_what_failed(admin: Person) -> None:
    await queue(admin, "https://here.example/1", *INBOXES)
    waiting = await shown(admin)
    assert [one["inbox"] for one in waiting] == list(reversed(INBOXES))
    assert {one["state"] for one in waiting} == {"waiting"}
    assert waiting[0]["tries"] == 0
    assert waiting[0]["account_id"] == admin.id
    assert waiting[0]["object"] == "https://here.example/1"
    await settle(admin, waiting[0]["id"], DeliveryState.FAILED)
    [failed] = await shown(admin, state="failed")
    assert (failed["last_answer"], failed["tries"], failed["next_try_at"]) == ("422 No", 1, None)
    assert failed["last_tried_at"] == "2033-05-18T03:33:20.000Z"
    counts = (await admin.get(f"{PATH}/counts")).json
    assert (counts["waiting"], counts["failed"]) == (1, 1)


async def test_deliveries_are_found_by_status_and_destination(admin: Person, server: Running) -> None:
    root = server.here(admin)
    status = await root.publish("hello")
    await queue(admin, status["uri"], *INBOXES)
    await queue(admin, "https://here.example/2", *INBOXES)
    assert {one["object"] for one in await shown(admin, status_id=status["id"])} == {status["uri"]}
    assert {one["destination"] for one in await shown(admin, destination="B.invalid")} == {"b.invalid"}
    assert (await admin.get(PATH, status_id="01ARZ3NDEKTSV4RRFFQ69G5FAV")).status == 404


async def test_the_list_is_paged_by_links(admin: Person) -> None:
    for number in range(3):
        await queue(admin, f"https://here.example/{number}", *INBOXES)
    answer = await admin.get(PATH, limit=4, destination="a.invalid")
    assert len(answer.json) == 3
    assert 'rel="next"' not in answer.headers["link"]
    answer = await admin.get(PATH, limit=4)
    following = answer.headers["link"].partition(">")[0].partition("/api")[2]
    rest = await admin.get(f"/api{following}")
    ids = [int(one["id"]) for one in [*answer.json, *rest.json]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 6


async def test_the_links_lead_up_again_page_by_page(admin: Person) -> None:
    for number in range(3):
        await queue(admin, f"https://here.example/{number}", *INBOXES)
    ids = [one["id"] for one in await shown(admin)]
    answer = await admin.get(PATH, limit=2, max_id=ids[3])
    assert [one["id"] for one in answer.json] == ids[4:]
    met: list[str] = []
    while answer.json:
        assert ('rel="next"' in answer.headers["link"]) == (len(met) > 0)
        met = [one["id"] for one in answer.json] + met
        upward = answer.headers["link"].rpartition("<")[2].partition(">")[0].partition("/api")[2]
        assert "min_id=" in upward
        answer = await admin.get(f"/api{upward}")
    assert met == ids


async def test_one_delivery_is_retried_or_dropped(admin: Person) -> None:
    await queue(admin, "https://here.example/1", *INBOXES)
    second, first = await shown(admin)
    await settle(admin, first["id"], DeliveryState.FAILED)
    assert (await admin.post(f"{PATH}/{first['id']}/retry")).json["state"] == "waiting"
    assert (await admin.post(f"{PATH}/{second['id']}/drop")).json["state"] == "dropped"
    for unknown in ("0", "99999", "x", "9" * 30):
        assert (await admin.post(f"{PATH}/{unknown}/retry")).status == 404
        assert (await admin.post(f"{PATH}/{unknown}/drop")).status == 404


async def test_many_are_retried_or_dropped_when_it_is_said_which(admin: Person) -> None:
    await queue(admin, "https://here.example/1", *INBOXES)
    await queue(admin, "https://here.example/2", *INBOXES)
    dropped = await admin.post(f"{PATH}/drop", {"status_id": "https://here.example/1"})
    assert dropped.json == {"changed": 2}
    dropped = await admin.post(f"{PATH}/drop", {"destination": "a.invalid"})
    assert dropped.json == {"changed": 1}
    retried = await admin.post(f"{PATH}/retry", {"destination": "a.invalid", "state": "dropped"})
    assert retried.json == {"changed": 2}
    assert (await admin.post(f"{PATH}/drop", {})).status == 400
    assert (await admin.post(f"{PATH}/retry", {"state": "waiting"})).status == 400


async def test_hosts_that_do_not_answer_are_listed(admin: Person) -> None:
    await queue(admin, "https://here.example/1", *INBOXES)
    await admin.server.instance.near.abroad.destinations.failed("a.invalid", "its name is not known")
    [failing] = (await admin.get("/api/v1/admin/destinations")).json
    assert (failing["destination"], failing["waiting"], failing["tries"]) == ("a.invalid", 1, 1)
    assert (failing["parked"], failing["last_error"]) == (False, "its name is not known")
    [waiting] = await shown(admin, destination="a.invalid")
    assert waiting["next_try_at"] == failing["next_try_at"]


async def test_hosts_that_do_not_answer_are_paged_by_their_links(admin: Person) -> None:
    hosts = [*(f"{letter}.invalid" for letter in "abcd"), "e.invalid:8443"]
    for host in hosts:
        await admin.server.instance.near.abroad.destinations.failed(host, "away")
    met, path = [], "/api/v1/admin/destinations?limit=2"
    while path:
        answer = await admin.get(path)
        met.append([one["destination"] for one in answer.json])
        link = answer.headers.get("link", "")
        assert link.endswith('; rel="next"') or not link
        path = link[link.find("/api") : link.find(">")] if link else ""
    assert met == [hosts[:2], hosts[2:4], hosts[4:]]
    assert "link" not in (await admin.get("/api/v1/admin/destinations", limit=5)).headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("GET", f"{PATH}/counts"),
        ("GET", "/api/v1/admin/destinations"),
        ("POST", f"{PATH}/retry"),
        ("POST", f"{PATH}/drop"),
        ("POST", f"{PATH}/1/retry"),
        ("POST", f"{PATH}/1/drop"),
    ],
)
async def test_nobody_else_may_look_or_decide(server: Running, method: str, path: str) -> None:
    alice = await server.person("alice", scopes=ADMIN_SCOPES)
    reader = await server.person("reader", is_admin=True, scopes=ALL_SCOPES)
    nobody = attrs.evolve(alice, token="")
    statuses = [(await person.ask(method, path)).status for person in (alice, reader, nobody)]
    assert statuses == [403, 403, 401]


@pytest.mark.parametrize("query", [{"state": "lost"}, {"max_id": "x"}, {"limit": "x"}, {"min_id": "-1"}])
async def test_nonsense_is_refused(admin: Person, query: dict[str, str]) -> None:
    assert (await admin.get(PATH, **query)).status == 400
