"""What was seen, keys, tombstones, and decisions about domains."""

from datetime import timedelta

import attrs
import pytest

from gotosocial.models.domain_permission import DomainPermission
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.paging import Page
from tests.support.builders import START, an_account, an_emoji, an_id
from tests.support.keep import keep

LATER = START + timedelta(hours=1)


def a_key(uri: str, host: str, **changes: object) -> PublicKeyRow:
    key = PublicKeyRow(uri=uri, owner_uri=uri.partition("#")[0], host=host, key="PEM", fetched_at=START)
    return attrs.evolve(key, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


async def test_what_was_seen_is_seen_once_until_it_is_pruned(engine: Engine) -> None:
    seen = Database(engine).seen_activities
    assert [await seen.insert("D", "far.example", START) for _ in range(2)] == [True, False]
    assert await seen.exists("D")
    assert await seen.prune(START, 9) == 0
    await seen.insert("E", "far.example", START - timedelta(hours=1))
    assert await seen.prune(LATER, 1) == 1
    assert [await seen.exists(one) for one in "DE"] == [True, False]
    assert await seen.prune(LATER, 9) == 1
    assert not await seen.exists("D")


async def test_what_waits_is_counted_by_host(engine: Engine) -> None:
    db = Database(engine)
    for number in range(5):
        await db.seen_activities.insert(f"D{number}", "far.example", START)
    await db.seen_activities.insert("E", "other.example", START)

    async def deed(t: Transaction) -> None:
        await t.seen_activities.done("D1", LATER)

    await db.transact(deed)
    assert await db.seen_activities.count_waiting("far.example", 10) == 4
    assert await db.seen_activities.count_waiting("far.example", 3) == 3
    assert await db.seen_activities.count_waiting("nobody.example", 10) == 0


async def test_a_tombstone_stays_as_it_was_first(engine: Engine) -> None:
    tombstones = Database(engine).tombstones
    await tombstones.insert("https://far.example/1", START)
    await tombstones.insert("https://far.example/1", LATER)
    await tombstones.insert_many(["https://far.example/1", "https://far.example/2"], LATER)
    assert await tombstones.find("https://far.example/1") == START
    assert await tombstones.exists("https://far.example/2")
    assert not await tombstones.exists("https://far.example/3")
    await tombstones.delete("https://far.example/1")
    assert not await tombstones.exists("https://far.example/1")


async def test_what_other_servers_have_deleted_is_forgotten_one_day(engine: Engine) -> None:
    tombstones = Database(engine).tombstones
    uris = ["https://far.example/1", "https://here.example/1", "https://here.example0/1"]
    await tombstones.insert_many(uris, START)
    await tombstones.insert("https://far.example/2", LATER)
    assert await tombstones.prune(LATER, 1, ours="https://here.example") == 1
    assert await tombstones.prune(LATER, 9, ours="https://here.example") == 1
    assert await tombstones.prune(LATER, 9, ours="https://here.example") == 0
    left = [uri for uri in (*uris, "https://far.example/2") if await tombstones.exists(uri)]
    assert left == [uris[1], "https://far.example/2"]


async def test_keys_are_replaced_and_forgotten_with_their_owner(engine: Engine, bus: Bus) -> None:
    keys, heard = Database(engine).public_keys, []
    bus.subscribe("key", heard.append)
    key = a_key("https://far.example/eve#main-key", "far.example")
    await keys.upsert(key)
    assert await keys.find(key.uri) == key
    changed = attrs.evolve(key, key="OTHER", fetched_at=LATER)
    await keys.upsert(changed)
    assert await keys.find(key.uri) == changed
    await keys.delete_of(key.owner_uri)
    assert await keys.find(key.uri) is None
    assert key.uri in heard


async def test_keys_expire_with_their_domain_and_below_it(engine: Engine) -> None:
    db = Database(engine)
    hosts = ("far.example", "deep.far.example", "notfar.example", "far.example.org")
    for host in hosts:
        await db.public_keys.upsert(a_key(f"https://{host}/eve#k", host))
    remote = an_account("bob", "far.example", public_key="PEM", public_key_uri="https://far.example/bob#k")
    await keep(db, remote)
    found = await db.public_keys.find_of_account("https://far.example/bob#k")
    assert found is not None
    assert (found.owner_uri, found.key, found.is_expired) == (remote.uri, "PEM", False)
    assert await db.public_keys.expire("far.example") == 3
    rows = [await db.public_keys.find(f"https://{host}/eve#k") for host in hosts]
    assert [row.is_expired for row in rows if row] == [True, True, False, False]
    of_account = await db.public_keys.find("https://far.example/bob#k")
    assert of_account is not None
    assert of_account.is_expired


@pytest.mark.parametrize("name", ["domain_blocks", "domain_allows"])
async def test_a_domain_is_decided_about_once(engine: Engine, name: str) -> None:
    shelf = getattr(Database(engine), name)
    made = [
        DomainPermission(
            id=an_id(), kind="block" if "block" in name else "allow", domain=domain, created_at=START
        )
        for domain in ("b.example", "a.example", "c.example")
    ]
    for one in made:
        await shelf.insert(one)
    with pytest.raises(Duplicate):
        await shelf.insert(attrs.evolve(made[0], id=an_id()))
    assert await shelf.find_by_domain("a.example") == made[1]
    assert await shelf.find(made[2].id) == made[2]
    assert await shelf.list_domains() == {one.domain: one.id for one in made}
    assert [one.domain for one in await shelf.list()] == ["a.example", "b.example", "c.example"]
    page = await shelf.page(Page(limit=2))
    assert ([one.domain for one in page.items], page.has_more) == (["c.example", "a.example"], True)
    changed = attrs.evolve(made[0], public_comment="why", private_comment="really", is_obfuscated=True)
    await shelf.update(changed)
    assert await shelf.find(made[0].id) == changed
    await shelf.delete(made[0].id)
    assert await shelf.find_by_domain("b.example") is None


async def test_accounts_of_a_domain_are_found_by_their_names_and_by_their_hosts(engine: Engine) -> None:
    db = Database(engine)
    here = [
        an_account("a", "bad.example"),
        an_account("b", "deep.bad.example"),
        an_account("c", "nice.example", uri="https://social.bad.example/users/c"),
        an_account("d", "bad.example:8443", uri="https://bad.example:8443/users/d"),
        an_account("i", "nice.example", uri="https://Social.BAD.example/users/i"),
    ]
    others = [
        an_account("e"),
        an_account("f", "notbad.example"),
        an_account("g", "bad.example.org"),
        an_account("h", "far.example", uri="https://far.example/users/h?from=//x.bad.example"),
    ]
    await keep(db, *here, *others)
    assert await db.domain_accounts.not_wiped("bad.example", "", 10) == [one.id for one in here]
    assert await db.domain_accounts.not_wiped("bad.example", here[0].id, 2) == [here[1].id, here[2].id]
    assert await db.domain_accounts.not_wiped("a_b.example", "", 10) == []


async def test_accounts_that_were_wiped_are_not_found_again(engine: Engine) -> None:
    db = Database(engine)
    wiped = an_account("a", "bad.example", suspended_at=START, suspension_origin="BLOCK", fetched_at=None)
    begun = an_account("b", "bad.example", suspended_at=START, suspension_origin="BLOCK")
    gone = an_account("c", "bad.example", suspended_at=START)
    gone = attrs.evolve(gone, suspension_origin=gone.id)
    await keep(db, wiped, begun, gone)
    assert await db.domain_accounts.not_wiped("bad.example", "", 10) == [begun.id, gone.id]
    assert await db.domain_accounts.suspended_by("bad.example", "BLOCK", "", 10) == [wiped.id, begun.id]


async def test_emojis_of_a_domain_go(engine: Engine) -> None:
    db = Database(engine)
    emojis = [
        an_emoji("a", "bad.example"),
        an_emoji("b", "deep.bad.example"),
        an_emoji("c"),
        an_emoji("d", "x.example"),
    ]
    ported = [an_emoji("e", "bad.example:8443"), an_emoji("f", "deep.bad.example:1")]
    others = [an_emoji("g", "notbad.example"), an_emoji("h", "bad.example.org")]
    await keep(db, *emojis, *ported, *others)
    domains = await db.domain_accounts.emoji_domains("bad.example")
    assert domains == ["bad.example", "bad.example:8443", "deep.bad.example", "deep.bad.example:1"]
    assert [await db.domain_accounts.delete_emojis(domain) for domain in [*domains, ""]] == [1, 1, 1, 1, 0]
    assert await db.domain_accounts.emoji_domains("bad.example") == []
    left = await db.emojis.get_many([emoji.id for emoji in [*emojis, *ported, *others]])
    assert sorted(emoji.shortcode for emoji in left.values()) == ["c", "d", "g", "h"]
