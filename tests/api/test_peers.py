"""Which other servers people are told of, list by list (row J-18)."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import an_account
from tests.support.instance import Person, Running, running
from tests.support.keep import keep

PEERS = "/api/v1/instance/peers"


async def decide(server: Running) -> Person:
    """Let some servers be known, block some and allow one; return somebody who lives here."""
    names = ["there.example", "else.example", "deep.bad.example", "fine.bad.example"]
    await keep(server.instance.cellar.db, *(an_account("far", name) for name in names))
    admin = await server.person("root", is_admin=True, scopes=frozenset({"admin:write"}))
    for kind, wish in (
        ("blocks", {"domain": "bad.example", "public_comment": "spam", "private_comment": "secret"}),
        ("blocks", {"domain": "worse.example", "obfuscate": True}),
        ("allows", {"domain": "fine.bad.example"}),
        ("allows", {"domain": "bücher.example"}),
    ):
        assert (await admin.post(f"/api/v1/admin/domain_{kind}", wish)).status == 200
    return await server.person("alice")


async def names(person: Person, **query: Any) -> list[str]:
    answer = await person.get(PEERS, **query)
    assert answer.status == 200, answer.body
    found: list[str] = answer.json
    return found


async def test_each_list_has_its_own_servers(server: Running) -> None:
    alice = await decide(server)
    open_ones = ["else.example", "fine.bad.example", "there.example"]
    blocked, allowed = ["bad.example", "w****.example"], ["bücher.example", "fine.bad.example"]
    assert await names(alice) == await names(alice, filter="open", flat=True) == open_ones
    assert await names(alice, filter="blocked", flat=True) == blocked
    assert await names(alice, filter="suspended", flat=True) == blocked
    assert await names(alice, filter="allowed", flat=True) == allowed
    assert await names(alice, filter="open,allowed", flat=True) == sorted({*open_ones, *allowed})
    assert await names(alice, filter="all", flat=True) == sorted({*open_ones, *blocked, *allowed})


async def test_objects_say_why_and_nothing_that_is_private(server: Running) -> None:
    alice = await decide(server)
    assert {"domain": "else.example"} in (await alice.get(PEERS, filter="open")).json
    first, second = (await alice.get(PEERS, filter="blocked")).json
    shown = (first["domain"], first["public_comment"], first["severity"])
    assert shown == ("bad.example", "spam", "suspend")
    assert (second["domain"], bool(second["suspended_at"])) == ("w****.example", True)
    everything = await alice.get(PEERS, filter="all")
    assert b"secret" not in everything.body
    assert b"worse" not in everything.body


async def test_hidden_names_that_look_alike_are_both_listed(server: Running) -> None:
    alice = await decide(server)
    admin = await server.person("ruler", is_admin=True, scopes=frozenset({"admin:write"}))
    for kind, domain in (("blocks", "wurst.example"), ("allows", "there.example")):
        wish = {"domain": domain, "obfuscate": True}
        assert (await admin.post(f"/api/v1/admin/domain_{kind}", wish)).status == 200
    blocked = await names(alice, filter="blocked", flat=True)
    assert blocked == ["bad.example", "w****.example", "w****.example"]
    both = await names(alice, filter="open,allowed", flat=True)
    assert ("t****.example" in both, "there.example" in both) == (True, False)


async def test_in_allowlist_mode_only_the_allowed_are_open(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path, instance={"federation_mode": "allowlist"}) as server:
        alice = await decide(server)
        assert await names(alice) == []
        assert await names(alice, filter="allowed", flat=True) == ["bücher.example", "fine.bad.example"]


@pytest.mark.parametrize("wrong", ["everything", "blocked,allowed"])
@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_is_no_list_is_refused(server: Running, wrong: str) -> None:
    alice = await server.person("alice")
    assert (await alice.get(PEERS, filter=wrong)).status == 400


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        ("", set()),
        ("expose_peers", {"", "open"}),
        ("expose_blocklist", {"blocked", "suspended"}),
        ("expose_allowlist", {"allowed"}),
    ],
)
async def test_strangers_read_what_is_exposed(
    kind: str, tmp_path: Path, setting: str, shown: set[str]
) -> None:
    choices = {setting: True} if setting else {}
    async with running(kind, tmp_path, instance=choices) as server:
        alice = await decide(server)
        for lists in ("", "open", "blocked", "suspended", "allowed", "open,blocked", "all"):
            stranger = await server.ask("GET", f"{PEERS}?filter={lists}")
            assert stranger.status == (200 if lists in shown else 401), lists
            if lists in shown:
                assert stranger.json == (await alice.get(PEERS, filter=lists)).json
