"""Following, requests to follow, lists of followers, private notes (rows A-23 to A-30)."""

from typing import Any

import pytest

from gotosocial.models.delivery import DeliveryChoice
from gotosocial.util import flow
from tests.support.builders import an_account, an_id
from tests.support.forms import URLENCODED, urlencoded
from tests.support.instance import Person, Running
from tests.support.keep import keep

NOBODY = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


async def follow(person: Person, target: Person, **switches: Any) -> dict[str, Any]:
    answer = await person.post(f"/api/v1/accounts/{target.id}/follow", switches)
    assert answer.status == 200, answer.body
    relationship: dict[str, Any] = answer.json
    return relationship


async def counts(viewer: Person, of: Person) -> tuple[int, int, int]:
    account = (await viewer.get(f"/api/v1/accounts/{of.id}")).json
    return account["followers_count"], account["following_count"], account["statuses_count"]


async def ids(person: Person, path: str, **query: Any) -> list[str]:
    answer = await person.get(path, **query)
    assert answer.status == 200, answer.body
    return [one["id"] for one in answer.json]


async def relation(person: Person, other: Person) -> dict[str, Any]:
    (found,) = (await person.get("/api/v1/accounts/relationships", id=other.id)).json
    return dict(found)


async def test_following_an_open_account_holds_at_once(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await follow(bob, alice)
    assert (made["following"], made["requested"], made["showing_reblogs"], made["notifying"]) == (
        True, False, True, False,
    )  # fmt: skip
    assert await counts(bob, alice) == (1, 0, 0)
    assert await counts(alice, bob) == (0, 1, 0)
    assert (await relation(alice, bob))["followed_by"] is True
    ended = (await bob.post(f"/api/v1/accounts/{alice.id}/unfollow")).json
    assert (ended["following"], ended["showing_reblogs"]) == (False, False)
    assert (await counts(bob, alice), await counts(alice, bob)) == ((0, 0, 0), (0, 0, 0))
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/unfollow")).json["following"] is False


async def test_a_repeated_follow_only_changes_its_switches(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await follow(bob, alice)
    assert (await follow(bob, alice, reblogs=False, notify=True))["notifying"] is True
    kept = await follow(bob, alice)
    assert (kept["showing_reblogs"], kept["notifying"]) == (False, True)
    form = urlencoded(reblogs="1", notify="off")
    changed = await bob.ask("POST", f"/api/v1/accounts/{alice.id}/follow", form, Content_Type=URLENCODED)
    assert (changed.json["showing_reblogs"], changed.json["notifying"]) == (True, False)
    assert await counts(bob, alice) == (1, 0, 0)
    answer = await bob.post(f"/api/v1/accounts/{alice.id}/follow", {"languages": ["de"]})
    assert answer.status == 422


async def test_boosts_are_hidden_where_the_follow_says_so(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await follow(bob, alice, reblogs=False)
    status = await carol.publish("hello", visibility="public")
    await alice.post(f"/api/v1/statuses/{status['id']}/reblog")
    await server.settle()
    assert await ids(bob, "/api/v1/timelines/home") == []


async def test_the_same_follow_twice_at_once_is_one_follow(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await flow.gather(*(follow(bob, alice) for _ in range(4)))
    assert all(one["following"] for one in made)
    assert await counts(bob, alice) == (1, 0, 0)
    assert len((await alice.get("/api/v1/notifications")).json) == 1


async def test_a_locked_account_decides(server: Running) -> None:
    alice, bob, carol = [await server.person(name, is_locked=True) for name in ("alice", "bob", "carol")]
    asked = await follow(bob, alice, notify=True)
    assert (asked["following"], asked["requested"], asked["notifying"]) == (False, True, True)
    await follow(carol, alice)
    assert await counts(bob, alice) == (0, 0, 0)
    assert await ids(alice, "/api/v1/follow_requests") == [carol.id, bob.id]
    assert await ids(bob, "/api/v1/follow_requests/outgoing") == [alice.id]
    assert (await relation(alice, bob))["requested_by"] is True
    own = (await alice.get("/api/v1/accounts/verify_credentials")).json
    assert own["source"]["follow_requests_count"] == 2
    accepted = (await alice.post(f"/api/v1/follow_requests/{bob.id}/authorize")).json
    assert (accepted["followed_by"], accepted["requested_by"]) == (True, False)
    assert (await alice.post(f"/api/v1/follow_requests/{bob.id}/authorize")).status == 404
    assert (await relation(bob, alice))["notifying"] is True
    assert await counts(bob, alice) == (1, 0, 0)
    rejected = (await alice.post(f"/api/v1/follow_requests/{carol.id}/reject")).json
    assert (rejected["followed_by"], rejected["requested_by"]) == (False, False)
    assert (await alice.post(f"/api/v1/follow_requests/{carol.id}/reject")).status == 404
    assert await ids(carol, "/api/v1/follow_requests/outgoing") == []
    assert await counts(bob, alice) == (1, 0, 0)


async def test_unfollowing_withdraws_a_request(server: Running) -> None:
    alice, bob = await server.person("alice", is_locked=True), await server.person("bob")
    await follow(bob, alice)
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/unfollow")).json["requested"] is False
    assert await ids(alice, "/api/v1/follow_requests") == []
    assert (await alice.get("/api/v1/notifications")).json == []


async def test_requests_are_paged(server: Running) -> None:
    alice = await server.person("alice", is_locked=True)
    askers = [await server.person(f"asker{number}") for number in range(3)]
    for asker in askers:
        await follow(asker, alice)
    first = await alice.get("/api/v1/follow_requests", limit=2)
    assert [one["id"] for one in first.json] == [askers[2].id, askers[1].id]
    rest = await alice.get(next_of(first.headers["link"]))
    assert [one["id"] for one in rest.json] == [askers[0].id]
    assert 'rel="next"' not in rest.headers["link"]


@pytest.mark.parametrize("deed", ["follow", "unfollow", "block", "mute", "note"])
async def test_nobody_does_it_to_themselves_or_to_nobody(server: Running, deed: str) -> None:
    alice = await server.person("alice")
    assert (await alice.post(f"/api/v1/accounts/{alice.id}/{deed}")).status == 406
    for unknown in (NOBODY, "1", "%00", "x" * 300):
        assert (await alice.post(f"/api/v1/accounts/{unknown}/{deed}")).status == 404
    assert await counts(alice, alice) == (0, 0, 0)


async def test_a_new_follow_fills_home_and_its_end_empties_it(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    posted = [(await alice.post("/api/v1/statuses", {"status": str(number)})).json for number in range(60)]
    own = (await bob.post("/api/v1/statuses", {"status": "mine"})).json
    await server.settle()
    await follow(bob, alice)
    await server.settle()
    home = [*(await page_through(bob, "/api/v1/timelines/home", 40))]
    assert home == [own["id"], *(one["id"] for one in reversed(posted[20:]))]
    assert await counts(bob, alice) == (1, 0, 60)
    await bob.post(f"/api/v1/accounts/{alice.id}/unfollow")
    assert await ids(bob, "/api/v1/timelines/home") == [own["id"]]


async def test_an_accepted_request_fills_home_too_with_what_followers_may_see(server: Running) -> None:
    alice, bob = await server.person("alice", is_locked=True), await server.person("bob")
    private = await alice.publish("for followers", visibility="private")
    await alice.publish("for nobody", visibility="direct")
    assert (await bob.get(f"/api/v1/statuses/{private['id']}")).status == 404
    await follow(bob, alice)
    await alice.post(f"/api/v1/follow_requests/{bob.id}/authorize")
    await server.settle()
    assert await ids(bob, "/api/v1/timelines/home") == [private["id"]]


async def test_relationships_come_in_the_order_asked_without_the_unknown(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await follow(alice, carol)
    asked = [carol.id, NOBODY, bob.id, carol.id, "nonsense"]
    found = (await alice.get("/api/v1/accounts/relationships", id=asked)).json
    assert [one["id"] for one in found] == [carol.id, bob.id]
    assert [one["following"] for one in found] == [True, False]
    assert await ids(alice, f"/api/v1/accounts/relationships?id={carol.id}&id={bob.id}") == [carol.id, bob.id]
    assert await ids(alice, f"/api/v1/accounts/relationships?id[0]={bob.id}&id[1]={carol.id}") == [
        bob.id,
        carol.id,
    ]
    assert await ids(alice, "/api/v1/accounts/relationships") == []
    assert await ids(alice, "/api/v1/accounts/relationships", id=alice.id) == [alice.id]
    many = await alice.get("/api/v1/accounts/relationships", id=[an_id() for _ in range(101)])
    assert many.status == 400


async def test_either_scope_opens_relationships(server: Running) -> None:
    for scope in ("read:follows", "read:accounts", "read"):
        reader = await server.person(scope.replace(":", "_"), scopes=frozenset({scope}))
        assert (await reader.get("/api/v1/accounts/relationships", id=reader.id)).status == 200
    other = await server.person("other", scopes=frozenset({"read:statuses", "write"}))
    assert (await other.get("/api/v1/accounts/relationships", id=other.id)).status == 403


async def test_followers_are_paged_newest_first(server: Running) -> None:
    alice = await server.person("alice")
    fans = [await server.person(f"fan{number}") for number in range(5)]
    for fan in fans:
        await follow(fan, alice)
        await follow(alice, fan)
    newest_first = [fan.id for fan in reversed(fans)]
    for path in (f"/api/v1/accounts/{alice.id}/followers", f"/api/v1/accounts/{alice.id}/following"):
        assert await page_through(fans[0], path, 2) == newest_first
        assert await ids(fans[0], path, limit=0) == newest_first
        assert (await fans[0].get(path, limit="many")).status == 400
    assert (await alice.get(f"/api/v1/accounts/{NOBODY}/followers")).status == 404


async def test_hidden_collections_are_the_owners_alone(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await follow(bob, alice)
    await follow(alice, bob)
    await alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"hide_collections": True})
    for path in ("followers", "following"):
        answer = await bob.get(f"/api/v1/accounts/{alice.id}/{path}")
        assert (answer.json, "link" in answer.headers) == ([], False)
        assert await ids(alice, f"/api/v1/accounts/{alice.id}/{path}") == [bob.id]
    seen = (await bob.get(f"/api/v1/accounts/{alice.id}")).json
    assert (seen["hide_collections"], seen["followers_count"]) == (True, 1)


async def test_a_note_is_seen_by_its_writer_only(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    noted = (await alice.post(f"/api/v1/accounts/{bob.id}/note", {"comment": "met in Oslo"})).json
    assert noted["note"] == "met in Oslo"
    assert (await relation(alice, bob))["note"] == "met in Oslo"
    assert (await relation(bob, alice))["note"] == ""
    assert (await relation(carol, bob))["note"] == ""
    assert (await alice.post(f"/api/v1/accounts/{bob.id}/note", {"comment": "x" * 5001})).status == 400
    assert (await alice.post(f"/api/v1/accounts/{bob.id}/note")).json["note"] == ""


async def test_accounts_of_other_servers_are_asked(server: Running) -> None:
    alice, far = await server.person("alice"), an_account("far", "there.example")
    await keep(server.instance.cellar.db, far)
    asked = (await alice.post(f"/api/v1/accounts/{far.id}/follow")).json
    assert (asked["following"], asked["requested"]) == (False, True)
    # The sender may have tried by now, in vain: the delivery is there until it arrives.
    reports = server.instance.cellar.db.delivery_reports
    assert await reports.hosts(DeliveryChoice()) == ["there.example"]
    ended = (await alice.post(f"/api/v1/accounts/{far.id}/unfollow")).json
    assert (ended["following"], ended["requested"]) == (False, False)
    assert (await alice.post(f"/api/v1/accounts/{far.id}/mute")).json["muting"] is True


async def page_through(person: Person, path: str, limit: int) -> list[str]:
    """Follow the links from page to page and return all ids."""
    found: list[str] = []
    answer = await person.get(path, limit=limit)
    while True:
        found += [one["id"] for one in answer.json]
        if 'rel="next"' not in answer.headers.get("link", ""):
            return found
        answer = await person.get(next_of(answer.headers["link"]))


def next_of(link: str) -> str:
    """Return path and query of the next page."""
    url = next(part for part in link.split(", ") if 'rel="next"' in part).partition(">")[0][1:]
    return "/" + url.split("/", 3)[3]
