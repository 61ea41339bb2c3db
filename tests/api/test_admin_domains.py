"""Blocked and allowed domains over the API (rows J-01 to J-06, J-17): who decides, what is shown to whom."""

from collections.abc import AsyncIterator

import pytest
import pytest_twisted

from gotosocial.models.public_key_row import PublicKeyRow
from tests.support.builders import START, a_follow, a_status, an_account
from tests.support.instance import ALL_SCOPES, HOST, Person, Running
from tests.support.keep import keep

LISTS = ["blocks", "allows"]
ADMIN_SCOPES = ALL_SCOPES | {"admin:read", "admin:write"}


@pytest_twisted.async_yield_fixture
async def admin(server: Running) -> AsyncIterator[Person]:
    """Somebody who may decide."""
    yield await server.person("root", is_admin=True, scopes=ADMIN_SCOPES)


@pytest.mark.parametrize("name", LISTS)
async def test_a_decision_is_made_read_changed_and_taken_back(admin: Person, name: str) -> None:
    path = f"/api/v1/admin/domain_{name}"
    wanted = {"domain": "Bücher.example", "public_comment": "why", "private_comment": "really"}
    made = (await admin.post(path, wanted)).json
    assert made["domain"] == "bücher.example"
    assert (made["public_comment"], made["private_comment"]) == ("why", "really")
    assert (made["obfuscate"], made["created_by"]) == (False, admin.id)
    assert made["permission_type"] == name.removesuffix("s")
    one = f"{path}/{made['id']}"
    assert (await admin.get(one)).json == made
    changed = (await admin.ask("PUT", one, {"public_comment": "", "obfuscate": True})).json
    assert changed == made | {"public_comment": "", "comment": "", "obfuscate": True}
    assert (await admin.get(path)).json == [changed]
    assert (await admin.ask("DELETE", one)).json == changed
    assert (await admin.get(path)).json == []
    for method in ("GET", "PUT", "DELETE"):
        assert (await admin.ask(method, one)).status == 404


async def test_lists_are_paged_and_exported(admin: Person) -> None:
    path = "/api/v1/admin/domain_blocks"
    for number in range(5):
        await admin.post(path, {"domain": f"n{number}.example", "private_comment": "x"})
    first = await admin.get(path, limit=2)
    assert [one["domain"] for one in first.json] == ["n4.example", "n3.example"]
    second = await admin.get(path, limit=2, max_id=first.json[-1]["id"])
    assert [one["domain"] for one in second.json] == ["n2.example", "n1.example"]
    exported = (await admin.get(path, export=True, limit=1)).json
    assert [one["domain"] for one in exported] == [f"n{number}.example" for number in range(5)]
    assert set(exported[0]) == {"domain", "public_comment", "obfuscate"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 400),
        ({"domain": " "}, 400),
        ({"domain": "not a domain"}, 400),
        ({"domain": "https://bad.example"}, 400),
        ({"domain": "x" * 300}, 400),
        ({"domain": "bad.example", "public_comment": "x" * 5001}, 400),
        ({"domain": "bad.example", "severity": "silence"}, 422),
        ({"domain": "bad.example", "import": True}, 422),
        ({"domain": HOST}, 422),
        ({"domain": "bad.example", "severity": "suspend"}, 200),
    ],
)
async def test_nonsense_is_refused(admin: Person, wanted: dict[str, object], status: int) -> None:
    assert (await admin.post("/api/v1/admin/domain_blocks", wanted)).status == status


async def test_the_port_that_everybody_has_is_left_out(server: Running, admin: Person) -> None:
    path = "/api/v1/admin/domain_blocks"
    eve = an_account("eve", "bad.example")
    await keep(server.instance.cellar.db, eve)
    made = (await admin.post(path, {"domain": "Bad.Example.:443"})).json
    assert made["domain"] == "bad.example"
    assert (await admin.post(path, {"domain": "bad.example"})).json == made
    assert (await admin.post(path, {"domain": "bad.example:8443"})).json["domain"] == "bad.example:8443"
    assert (await admin.post(path, {"domain": f"{HOST}:443"})).status == 422
    await server.settle()
    assert (await server.instance.cellar.db.accounts.get(eve.id)).suspension_origin == made["id"]


@pytest.mark.parametrize("name", LISTS)
async def test_only_admins_with_the_scope_decide(server: Running, admin: Person, name: str) -> None:
    path = f"/api/v1/admin/domain_{name}"
    alice = await server.person("alice", scopes=ADMIN_SCOPES)
    reader_scopes = frozenset({f"admin:read:domain_{name}"})
    reader = await server.person("reader", is_admin=True, scopes=reader_scopes)
    other_scopes = frozenset({"admin:write:accounts", "read"})
    other = await server.person("other", is_admin=True, scopes=other_scopes)
    assert (await alice.get(path)).status == 403
    assert (await alice.post(path, {"domain": "bad.example"})).status == 403
    assert (await reader.get(path)).status == 200
    assert (await reader.post(path, {"domain": "bad.example"})).status == 403
    assert (await other.get(path)).status == 403
    assert (await server.ask("GET", path)).status == 401
    assert (await alice.post("/api/v1/admin/domain_keys_expire", {"domain": "bad.example"})).status == 403


async def test_a_block_suspends_and_removes_and_its_end_lifts(server: Running, admin: Person) -> None:
    db = server.instance.cellar.db
    alice = await server.person("alice")
    eve = an_account("eve", "deep.bad.example")
    note = a_status(by=eve)
    await keep(db, eve, note, a_follow(by=alice.account, of=eve))
    made = (await admin.post("/api/v1/admin/domain_blocks", {"domain": "bad.example"})).json
    await server.settle()
    assert (await alice.get(f"/api/v1/statuses/{note.id}")).status == 404
    assert (await db.accounts.get(eve.id)).is_suspended
    assert (await alice.get(f"/api/v1/accounts/{alice.id}/following")).json == []
    await admin.ask("DELETE", f"/api/v1/admin/domain_blocks/{made['id']}")
    await server.settle()
    assert not (await db.accounts.get(eve.id)).is_suspended
    assert await db.statuses.find(note.id) is None


async def test_keys_of_a_domain_expire(server: Running, admin: Person) -> None:
    keys = server.instance.cellar.db.public_keys
    uri, host = "https://far.example/k", "far.example"
    row = PublicKeyRow(uri=uri, owner_uri=uri, host=host, key="", fetched_at=START)
    await keys.upsert(row)
    answer = await admin.post("/api/v1/admin/domain_keys_expire", {"domain": "far.example"})
    assert (answer.status, bool(answer.json["action_id"])) == (200, True)
    found = await keys.find(uri)
    assert found is not None
    assert found.is_expired
    assert (await admin.post("/api/v1/admin/domain_keys_expire", {})).status == 400


async def test_the_lists_for_everybody_hide_what_is_to_be_hidden(server: Running, admin: Person) -> None:
    await admin.post("/api/v1/admin/domain_blocks", {"domain": "bad.example", "public_comment": "spam"})
    await admin.post("/api/v1/admin/domain_blocks", {"domain": "very.bad.example", "obfuscate": True})
    await admin.post("/api/v1/admin/domain_allows", {"domain": "nice.example", "private_comment": "secret"})
    alice = await server.person("alice")
    blocks = (await alice.get("/api/v1/instance/domain_blocks")).json
    shown = [(one["domain"], one["comment"], one["severity"]) for one in blocks]
    assert shown == [("bad.example", "spam", "suspend"), ("v***.b**.example", "", "suspend")]
    allows = (await alice.get("/api/v1/instance/domain_allows")).json
    assert allows == [{"domain": "nice.example", "comment": "", "public_comment": ""}]
    for name in ("domain_blocks", "domain_allows"):
        assert (await server.ask("GET", f"/api/v1/instance/{name}")).status == 401
