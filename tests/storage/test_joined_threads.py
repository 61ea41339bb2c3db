"""Answers that came before their parents, and what is known of other servers."""

import attrs

from gotosocial.models.remote_instance import RemoteInstance
from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.storage.threads import Adopted
from tests.support.builders import START, a_status, a_time, an_account, an_emoji
from tests.support.keep import keep


async def test_orphans_join_the_thread_of_their_parent(engine: Engine) -> None:
    db = Database(engine)
    eve, bob = an_account("eve", "far.example"), an_account("bob", "far.example")
    parent = a_status(by=eve)
    orphan = a_status(by=eve, in_reply_to_uri=parent.uri)
    own = a_status(by=eve, reply_to=orphan)
    foreign = a_status(by=bob, reply_to=orphan)
    stranger = a_status(by=bob, in_reply_to_uri=parent.uri)
    elsewhere = a_status(by=bob, in_reply_to_uri="https://far.example/other")
    await keep(db, eve, bob, orphan, attrs.evolve(own, is_monologue=False), foreign, stranger, elsewhere)
    alice, carol = an_account("alice"), an_account("carol")
    await keep(db, alice, carol)
    await db.thread_mutes.insert(alice.id, orphan.thread_id, a_time())
    await db.thread_mutes.insert(alice.id, stranger.thread_id, a_time())

    async def deed(t: Transaction) -> Adopted:
        await t.statuses.insert(parent)
        return await t.threads.adopt(parent)

    assert await db.transact(deed) == Adopted(count=2, thread_id=orphan.id)
    found = await db.statuses.get_many(
        [one.id for one in (parent, orphan, own, foreign, stranger, elsewhere)]
    )
    assert {found[one.id].thread_id for one in (parent, orphan, own, foreign, stranger)} == {orphan.id}
    assert found[orphan.id].in_reply_to_id == found[stranger.id].in_reply_to_id == parent.id
    assert found[orphan.id].in_reply_to_account_id == eve.id
    monologues = {one.id for one in found.values() if one.is_monologue}
    assert monologues == {parent.id, orphan.id, own.id}
    assert found[elsewhere.id].thread_id == elsewhere.id
    assert await db.thread_mutes.muted_by(orphan.id) == {alice.id}
    assert await db.thread_mutes.muted_by(stranger.id) == frozenset()
    again = await db.transact(lambda t: t.threads.adopt(found[parent.id]))
    assert again == Adopted(count=0, thread_id=orphan.id)


async def test_a_parent_with_a_thread_of_its_own_takes_its_answers_there(engine: Engine) -> None:
    db = Database(engine)
    eve = an_account("eve", "far.example")
    root = a_status(by=eve)
    parent = a_status(by=eve, reply_to=root)
    orphan = a_status(by=eve, in_reply_to_uri=parent.uri)
    await keep(db, eve, root, orphan, parent)
    adopted = await db.transact(lambda t: t.threads.adopt(parent))
    assert adopted == Adopted(count=1, thread_id=root.id)
    assert (await db.statuses.get(orphan.id)).thread_id == root.id


async def test_a_status_does_not_become_its_own_parent(engine: Engine) -> None:
    db = Database(engine)
    eve = an_account("eve", "far.example")
    uri = "https://far.example/loop"
    loop = a_status(by=eve, uri=uri, in_reply_to_uri=uri)
    await keep(db, eve, loop)
    assert (await db.transact(lambda t: t.threads.adopt(loop))).count == 0
    assert (await db.statuses.get(loop.id)).in_reply_to_id == ""


async def test_servers_are_kept_from_their_first_meeting(engine: Engine) -> None:
    db = Database(engine)
    assert await db.instances.find("far.example") is None
    first = RemoteInstance(domain="far.example", created_at=START)
    await db.instances.upsert(first)
    later = attrs.evolve(
        first, created_at=a_time(), fetched_at=a_time(), title="Far", software="x", version="1"
    )
    await db.instances.upsert(later)
    assert await db.instances.find("far.example") == attrs.evolve(later, created_at=START)


async def test_totals_come_with_their_account(engine: Engine) -> None:
    db = Database(engine)
    eve = an_account("eve", "far.example")
    await keep(db, eve)
    assert (await db.accounts.get(eve.id)).totals is None
    for totals in (
        RemoteTotals(followers=7, counted_at=START),
        RemoteTotals(statuses=3, counted_at=a_time()),
    ):
        await db.remote_totals.upsert(eve.id, totals)
        assert (await db.accounts.get(eve.id)).totals == totals


async def test_remote_emojis_are_met_once_and_change_their_picture(engine: Engine) -> None:
    db = Database(engine)
    ours, theirs = an_emoji("cat"), an_emoji("cat", "far.example", remote_url="https://far.example/1.png")
    await keep(db, ours)
    await db.emojis.meet(
        [theirs, an_emoji("cat", "far.example"), an_emoji("dog", "far.example", uri=theirs.uri)]
    )
    assert await db.emojis.find_remote("far.example", ["cat", "dog"]) == [theirs]
    moved = attrs.evolve(theirs, remote_url="https://far.example/2.png", updated_at=a_time())
    await db.emojis.change_picture(moved)
    (found,) = await db.emojis.find_remote("far.example", ["cat"])
    assert (found.remote_url, found.file_key) == ("https://far.example/2.png", "")
    assert await db.emojis.find_local(["cat"]) == [ours]
