"""With whom we talk: blocks, allows, both modes, subdomains, and nobody fetches from a blocked host."""

from pathlib import Path

import pytest

from gotosocial.federation.domain_policy import Permissions
from gotosocial.models.domain_permission import DomainPermission
from gotosocial.storage.stores import Transaction
from tests.support.builders import START, an_id
from tests.support.gated import Gated, gated
from tests.support.instance import HOST
from tests.support.peer import Peer


def permission(kind: str, domain: str) -> DomainPermission:
    return DomainPermission(
        id=an_id(), kind="block" if kind == "block" else "allow", domain=domain, created_at=START
    )


async def block(here: Gated, *domains: str) -> None:
    async def deed(t: Transaction) -> None:
        for domain in domains:
            await t.domain_blocks.insert(permission("block", domain))

    await here.db.transact(deed)


@pytest.mark.parametrize(
    ("domain", "in_blocklist", "in_allowlist"),
    [
        ("bad.example", True, True),
        ("sub.bad.example", True, True),
        ("sub.bad.example:8443", True, True),
        ("notbad.example", False, True),
        ("good.bad.example", False, True),
        ("very.good.bad.example", False, True),
        ("friend.example", False, False),
        ("sub.friend.example", False, False),
        ("foe.friend.example", False, True),
        ("stranger.example", False, True),
        ("example", False, True),
    ],
)
def test_the_modes(domain: str, in_blocklist: bool, in_allowlist: bool) -> None:
    blocks = {"bad.example": "1", "foe.friend.example": "2"}
    allows = {"good.bad.example": "3", "friend.example": "4"}
    tables = {"blocks": blocks, "allows": allows}
    assert Permissions(**tables, is_allowlist=False).forbid(domain) is in_blocklist
    assert Permissions(**tables, is_allowlist=True).forbid(domain) is in_allowlist


def test_the_closest_block_counts() -> None:
    tables = Permissions(blocks={"example": "1", "b.example": "2"}, allows={}, is_allowlist=False)
    assert [tables.block_of(one) for one in ("a.b.example", "c.example", "x.test")] == ["2", "1", ""]


async def test_a_blocked_host_is_refused_and_never_asked(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    await block(here, "localhost")
    answer = await eve.post(here, "/inbox", eve.create(eve.note()))
    assert (answer.status, peer.asked, await here.jobs()) == (403, [], [])


async def test_a_block_and_its_end_count_at_once(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 202
    await block(here, peer.host)
    assert here.policy.is_blocked_now(peer.host) or await here.policy.is_blocked(peer.host)
    assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 403
    found = await here.db.domain_blocks.find_by_domain(peer.host)
    assert found is not None
    await here.db.domain_blocks.delete(found.id)
    assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 202


async def test_an_activity_about_a_blocked_domain_is_dropped_quietly(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    await block(here, "bad.example")
    forwarded = eve.create(eve.note()) | {
        "id": "https://bad.example/activities/1",
        "actor": "https://bad.example/users/bob",
    }
    boost = eve.activity("Announce", "https://sub.bad.example/notes/1")
    for activity in (forwarded, boost):
        assert (await eve.post(here, "/inbox", activity)).status == 202
    assert await here.jobs() == []
    mention = eve.note(cc=["https://bad.example/users/bob"])
    assert (await eve.post(here, "/inbox", eve.create(mention))).status == 202
    assert len(await here.jobs()) == 1


async def test_own_names_are_never_blocked(here: Gated) -> None:
    await block(here, HOST, "example")
    assert not await here.policy.is_blocked(HOST)
    assert await here.policy.is_blocked("there.example")
    assert not await here.policy.any_blocked([f"https://{HOST}/users/alice", ""])


async def test_names_are_compared_in_ascii(here: Gated) -> None:
    await block(here, "xn--bcher-kva.example")
    assert await here.policy.is_blocked("Bücher.example")
    assert await here.policy.is_blocked("not a domain")
    assert await here.policy.any_blocked(["mailto:somebody@there.example"])


async def test_an_allowlist_lets_nobody_else_in(kind: str, tmp_path: Path, peer: Peer) -> None:
    async with gated(kind, tmp_path, instance={"federation_mode": "allowlist"}) as here:
        eve = peer.person()
        assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 403
        await here.db.domain_allows.insert(permission("allow", "localhost"))
        assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 202
