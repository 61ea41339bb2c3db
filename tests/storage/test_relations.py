"""Follows, requests, blocks, mutes and notes: kept, paged, deleted, and told to the caches."""

from datetime import timedelta

import attrs
import pytest

from gotosocial.models.account import Account
from gotosocial.models.relationship import Facing, Relationship
from gotosocial.models.rules.relationship import relationship_of
from gotosocial.models.viewer import FollowSwitches, MuteSwitches, Viewer
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.paging import Page
from tests.support.builders import a_block, a_follow, a_mute, a_time, an_account
from tests.support.keep import keep


async def three(db: Database) -> tuple[Account, Account, Account]:
    people = an_account("alice"), an_account("bob", "far.example"), an_account("carol")
    await keep(db, *people)
    return people


async def test_a_follow_is_kept_changed_and_deleted(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, _ = await three(db)
    follow = a_follow(by=alice, of=bob, notifies=True)
    await db.follows.insert(follow)
    assert await db.follows.find(alice.id, bob.id) == follow
    assert await db.follows.find(bob.id, alice.id) is None
    changed = attrs.evolve(follow, shows_reblogs=False, notifies=False)
    await db.follows.update(changed)
    assert await db.follows.find(alice.id, bob.id) == changed
    assert await db.follows.delete(alice.id, bob.id) == changed
    assert await db.follows.delete(alice.id, bob.id) is None


async def test_nobody_follows_twice(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, _ = await three(db)
    await db.follows.insert(a_follow(by=alice, of=bob))
    with pytest.raises(Duplicate):
        await db.follows.insert(a_follow(by=alice, of=bob))


async def test_pages_of_followers_go_down_and_up(engine: Engine) -> None:
    db = Database(engine)
    star = an_account("star")
    fans = [an_account(f"fan{number}") for number in range(5)]
    follows = [a_follow(by=fan, of=star) for fan in fans]
    await keep(db, star, *fans, *follows)
    newest_first = follows[::-1]

    first = await db.follows.page_followers(star.id, Page(limit=2))
    assert first.items == newest_first[:2]
    assert first.has_more
    assert (first.newest, first.oldest) == (newest_first[0].id, newest_first[1].id)

    second = await db.follows.page_followers(star.id, Page(limit=2, max_id=first.oldest))
    assert second.items == newest_first[2:4]

    last = await db.follows.page_followers(star.id, Page(limit=2, max_id=second.oldest))
    assert (last.items, last.has_more) == (newest_first[4:], False)

    upward = await db.follows.page_followers(star.id, Page(limit=2, min_id=follows[0].id))
    assert (upward.items, upward.has_more) == ([follows[2], follows[1]], True)

    since = await db.follows.page_followers(star.id, Page(limit=2, since_id=follows[0].id))
    assert since.items == newest_first[:2]

    within = Page(limit=9, since_id=follows[0].id, max_id=follows[3].id)
    assert (await db.follows.page_followers(star.id, within)).items == [follows[2], follows[1]]

    nothing = await db.follows.page_followers(star.id, Page(limit=2, max_id=follows[0].id))
    assert (nothing.items, nothing.newest, nothing.has_more) == ([], "", False)

    assert (await db.follows.page_following(fans[0].id, Page(limit=2))).items == follows[:1]


async def test_a_fan_out_walks_over_local_followers_only(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    dora = an_account("dora")
    follows = [a_follow(by=one, of=carol) for one in (alice, bob, dora)]
    await keep(db, dora, *follows)
    step = await db.follows.followers_after(carol.id, "", 1)
    assert step == follows[:1]
    assert await db.follows.followers_after(carol.id, step[0].id, 10) == follows[2:]


async def test_a_request_is_kept_counted_paged_and_deleted(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    first, second = a_follow(by=alice, of=carol), a_follow(by=bob, of=carol)
    await db.follow_requests.insert(first)
    await db.follow_requests.insert(second)
    await db.follow_requests.update(attrs.evolve(first, notifies=True))
    assert (await db.follow_requests.find(alice.id, carol.id)) == attrs.evolve(first, notifies=True)
    assert await db.follow_requests.count_incoming(carol.id) == 2
    incoming = await db.follow_requests.page_incoming(carol.id, Page(limit=5))
    assert [request.id for request in incoming.items] == [second.id, first.id]
    outgoing = await db.follow_requests.page_outgoing(bob.id, Page(limit=5))
    assert outgoing.items == [second]
    assert await db.follow_requests.delete(bob.id, carol.id) == second
    assert await db.follow_requests.delete(bob.id, carol.id) is None
    assert await db.follow_requests.count_incoming(carol.id) == 1


async def test_a_block_is_kept_paged_and_deleted(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    blocks = [a_block(by=alice, of=bob), a_block(by=alice, of=carol)]
    for block in blocks:
        await db.blocks.insert(block)
    with pytest.raises(Duplicate):
        await db.blocks.insert(a_block(by=alice, of=bob))
    assert await db.blocks.find(alice.id, bob.id) == blocks[0]
    assert (await db.blocks.page(alice.id, Page(limit=5))).items == blocks[::-1]
    assert await db.blocks.delete(alice.id, bob.id) == blocks[0]
    assert await db.blocks.delete(alice.id, bob.id) is None


async def test_a_mute_is_changed_in_place_and_an_expired_one_is_not_listed(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    now = a_time()
    lasting = a_mute(by=alice, of=bob)
    await db.mutes.upsert(lasting)
    again = a_mute(by=alice, of=bob, hides_notifications=False, expires_at=now + timedelta(hours=1))
    await db.mutes.upsert(again)
    kept = attrs.evolve(again, id=lasting.id, created_at=lasting.created_at)
    assert await db.mutes.find(alice.id, bob.id) == kept
    await db.mutes.upsert(a_mute(by=alice, of=carol, expires_at=now))
    assert (await db.mutes.page(alice.id, Page(limit=5), now)).items == [kept]
    assert await db.mutes.delete(alice.id, bob.id)
    assert not await db.mutes.delete(alice.id, bob.id)


async def test_a_note_is_replaced_and_an_empty_one_removed(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, _ = await three(db)
    assert await db.account_notes.find(alice.id, bob.id) == ""
    await db.account_notes.put(alice.id, bob.id, "met in Oslo")
    await db.account_notes.put(alice.id, bob.id, "met in Rome")
    assert await db.account_notes.find(alice.id, bob.id) == "met in Rome"
    await db.account_notes.put(alice.id, bob.id, "")
    assert await db.account_notes.find(alice.id, bob.id) == ""


async def test_a_viewer_knows_all_relations_of_the_account(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    dora, end = an_account("dora"), a_time()
    await keep(
        db,
        dora,
        a_follow(by=alice, of=bob, shows_reblogs=False),
        a_follow(by=carol, of=alice),
        a_block(by=alice, of=dora),
        a_block(by=carol, of=alice),
        a_mute(by=alice, of=bob, hides_notifications=False),
        a_mute(by=alice, of=carol, expires_at=end),
        a_mute(by=bob, of=alice),
    )
    await db.follow_requests.insert(a_follow(by=alice, of=carol, notifies=True))
    assert await db.viewers.load(alice.id) == Viewer(
        account_id=alice.id,
        following={bob.id: FollowSwitches(shows_reblogs=False)},
        requested={carol.id: FollowSwitches(notifies=True)},
        blocking=frozenset({dora.id}),
        blocked_by=frozenset({carol.id}),
        muting={
            bob.id: MuteSwitches(hides_notifications=False),
            carol.id: MuteSwitches(expires_at=end),
        },
    )
    assert await db.viewers.load("nobody") == Viewer(account_id="nobody")
    assert await db.viewers.load_many([carol.id, "nobody", bob.id]) == {
        one: await db.viewers.load(one) for one in (carol.id, "nobody", bob.id)
    }


async def test_relationships_tell_both_directions(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    dora, now = an_account("dora"), a_time()
    await keep(
        db,
        dora,
        a_follow(by=alice, of=bob, notifies=True),
        a_follow(by=bob, of=alice),
        a_block(by=alice, of=carol),
        a_block(by=dora, of=alice),
        a_mute(by=alice, of=bob),
        a_mute(by=alice, of=carol, expires_at=now),
    )
    await db.follow_requests.insert(a_follow(by=alice, of=dora, shows_reblogs=False, notifies=True))
    await db.follow_requests.insert(a_follow(by=carol, of=alice))
    await db.account_notes.put(alice.id, bob.id, "hm")
    asked = [dora.id, bob.id, carol.id, "stranger"]
    viewer, facing = await db.viewers.load(alice.id), await db.viewers.facing(alice.id, asked)
    assert [relationship_of(viewer, one, facing.get(one, Facing()), now) for one in asked] == [
        Relationship(id=dora.id, requested=True, notifying=True, blocked_by=True),
        Relationship(
            id=bob.id,
            following=True,
            showing_reblogs=True,
            notifying=True,
            followed_by=True,
            muting=True,
            muting_notifications=True,
            note="hm",
        ),
        Relationship(id=carol.id, blocking=True, requested_by=True),
        Relationship(id="stranger"),
    ]
    assert await db.viewers.facing(alice.id, []) == {}


async def test_followers_are_found_among_many(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    await keep(db, a_follow(by=bob, of=alice), a_follow(by=alice, of=carol))
    assert await db.viewers.followers_among(alice.id, [bob.id, carol.id]) == {bob.id}
    assert await db.viewers.followers_among(alice.id, []) == frozenset()


async def test_a_change_is_told_to_the_viewers_whom_it_concerns(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    alice, bob, carol = await three(db)
    heard: list[str] = []
    bus.subscribe("viewer", heard.append)

    async def deed(t: Transaction) -> None:
        await t.follows.insert(a_follow(by=alice, of=bob))
        assert heard == []

    await db.transact(deed)
    assert heard == [alice.id]
    heard.clear()
    await db.blocks.insert(a_block(by=bob, of=carol))
    assert set(heard) == {bob.id, carol.id}


async def test_counts_change_never_fall_below_zero_and_can_be_counted_anew(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, _ = await three(db)
    await keep(db, a_follow(by=alice, of=bob))

    async def deed(t: Transaction) -> None:
        await t.account_counts.change(alice.id, followers=2, following=5, statuses=1)
        await t.account_counts.change(alice.id, followers=-1, following=-9, statuses=-1)

    await db.transact(deed)
    found = await db.accounts.get(alice.id)
    assert (found.followers_count, found.following_count, found.statuses_count) == (1, 0, 0)
    await db.account_counts.recount(alice.id)
    found = await db.accounts.get(alice.id)
    assert (found.followers_count, found.following_count, found.statuses_count) == (0, 1, 0)
