"""Profiles, the public timeline, tags and boosters: who stands where, and how pages go."""

import pytest

from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.booster import Booster
from gotosocial.models.origin import Origin
from gotosocial.models.status import Status
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.util.paging import Page
from tests.support.builders import a_status, a_time, an_account
from tests.support.keep import keep

ALL = Page(limit=40)


def a_profile() -> tuple[list[object], dict[str, Status]]:
    """Everything that can stand on a profile, by a name for it; oldest first."""
    alice, bob = an_account("alice"), an_account("bob")
    theirs = a_status(by=bob)
    plain = a_status(by=alice)
    posts = {
        "plain": plain,
        "reply": a_status(by=alice, reply_to=theirs),
        "unknown parent": a_status(by=alice, in_reply_to_uri="https://far.example/1"),
        "self reply": a_status(by=alice, reply_to=plain),
        "self reply with mention": a_status(by=alice, reply_to=plain, mentioned_ids=(bob.id,)),
        "picture": a_status(by=alice, media_ids=("M",)),
        "boost": a_status(by=alice, boost_of=theirs),
        "unlisted": a_status(by=alice, visibility="unlisted"),
        "direct": a_status(by=alice, visibility="direct"),
        "reply with picture": a_status(by=alice, reply_to=theirs, media_ids=("N",)),
    }
    return [alice, bob, theirs, *posts.values()], posts


@pytest.mark.parametrize(
    ("wanted", "left_out"),
    [
        (AccountStatuses(), set()),
        (
            AccountStatuses(exclude_replies=True),
            {"reply", "unknown parent", "self reply with mention", "reply with picture"},
        ),
        (AccountStatuses(exclude_reblogs=True), {"boost"}),
        (
            AccountStatuses(exclude_replies=True, exclude_reblogs=True),
            {"reply", "unknown parent", "self reply with mention", "reply with picture", "boost"},
        ),
        (AccountStatuses(only_public=True), {"unlisted", "direct"}),
    ],
)
async def test_a_profile_shows_what_is_wanted(
    engine: Engine, wanted: AccountStatuses, left_out: set[str]
) -> None:
    db = Database(engine)
    things, posts = a_profile()
    await keep(db, *things)
    found = await db.status_pages.of_account(posts["plain"].account_id, ALL, wanted)
    assert found.items == [post.id for name, post in reversed(posts.items()) if name not in left_out]


async def test_a_profile_shows_pictures_only(engine: Engine) -> None:
    db = Database(engine)
    things, posts = a_profile()
    await keep(db, *things)
    author_id = posts["plain"].account_id
    pictures = await db.status_pages.of_account(author_id, ALL, AccountStatuses(only_media=True))
    assert pictures.items == [posts["reply with picture"].id, posts["picture"].id]
    wanted = AccountStatuses(only_media=True, exclude_replies=True, only_public=True, exclude_reblogs=True)
    assert (await db.status_pages.of_account(author_id, ALL, wanted)).items == [posts["picture"].id]


async def test_a_profile_shows_one_tag_only(engine: Engine) -> None:
    db = Database(engine)
    things, posts = a_profile()
    await keep(db, *things)
    author_id = posts["plain"].account_id
    for name in ("plain", "reply", "unlisted"):
        await db.tags.insert(posts[name].id, ["cats"], a_time())
    found = await db.status_pages.of_account(author_id, ALL, AccountStatuses(tagged="cats"))
    assert found.items == [posts["unlisted"].id, posts["reply"].id, posts["plain"].id]
    assert found.oldest == posts["plain"].id
    wanted = AccountStatuses(tagged="cats", exclude_replies=True, only_public=True)
    assert (await db.status_pages.of_account(author_id, ALL, wanted)).items == [posts["plain"].id]
    assert (await db.status_pages.of_account(author_id, ALL, AccountStatuses(tagged="dogs"))).items == []


async def test_pages_of_a_profile_go_down_and_up(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    posts = [a_status(by=author) for _ in range(5)]
    ids = [post.id for post in reversed(posts)]
    await keep(db, author, *posts)
    wanted = AccountStatuses()
    first = await db.status_pages.of_account(author.id, Page(limit=2), wanted)
    assert (first.items, first.newest, first.oldest, first.has_more) == (ids[:2], ids[0], ids[1], True)
    last = await db.status_pages.of_account(author.id, Page(limit=2, max_id=ids[3]), wanted)
    assert (last.items, last.has_more) == (ids[4:], False)
    above = await db.status_pages.of_account(author.id, Page(limit=2, min_id=ids[4]), wanted)
    assert above.items == ids[2:4]
    since = await db.status_pages.of_account(author.id, Page(limit=2, since_id=ids[4]), wanted)
    assert since.items == ids[:2]


async def test_the_public_timeline_holds_public_posts_and_self_threads(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob", "far.example")
    plain, remote = a_status(by=alice), a_status(by=bob)
    thread = a_status(by=alice, reply_to=plain)
    unseen = [
        a_status(by=alice, reply_to=remote),
        a_status(by=bob, in_reply_to_uri="https://unknown.example/1"),
        a_status(by=alice, boost_of=remote),
        a_status(by=alice, visibility="unlisted"),
        a_status(by=alice, visibility="private"),
        a_status(by=alice, is_pending=True),
    ]
    await keep(db, alice, bob, plain, remote, thread, *unseen)
    assert (await db.status_pages.public(ALL)).items == [thread.id, remote.id, plain.id]
    assert (await db.status_pages.public(ALL, Origin.LOCAL)).items == [thread.id, plain.id]
    assert (await db.status_pages.public(ALL, Origin.REMOTE)).items == [remote.id]
    assert (await db.status_pages.public(Page(limit=1, max_id=thread.id))).items == [remote.id]


async def test_a_tag_shows_public_posts_and_replies(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    first = a_status(by=author)
    posts = [
        first,
        a_status(by=author, reply_to=first),
        a_status(by=author, visibility="unlisted"),
        a_status(by=author, is_pending=True),
    ]
    await keep(db, author, *posts)
    for post in posts:
        await db.tags.insert(post.id, ["cats", "dogs"], a_time())
    page = await db.status_pages.tagged("cats", Page(limit=1))
    assert (page.items, page.oldest, page.has_more) == ([posts[1].id], posts[1].id, True)
    assert (await db.status_pages.tagged("cats", Page(limit=9, max_id=page.oldest))).items == [first.id]
    assert (await db.status_pages.tagged("birds", ALL)).items == []


async def test_those_who_boosted_are_paged(engine: Engine) -> None:
    db = Database(engine)
    author = an_account("author")
    fans = [an_account(f"fan{number}") for number in range(3)]
    original = a_status(by=author)
    boosts = [a_status(by=fan, boost_of=original) for fan in fans]
    await keep(db, author, *fans, original, *boosts)
    page = await db.status_pages.boosters(original.id, Page(limit=2))
    assert page.items == [
        Booster(id=boosts[2].id, account_id=fans[2].id),
        Booster(id=boosts[1].id, account_id=fans[1].id),
    ]
    assert page.has_more
    assert (await db.status_pages.boosters(boosts[0].id, ALL)).items == []


async def test_a_follower_gets_the_latest_but_nothing_direct(engine: Engine) -> None:
    db = Database(engine)
    things, posts = a_profile()
    await keep(db, *things)
    latest = await db.status_pages.latest_of(posts["plain"].account_id, 3)
    assert latest == [posts["reply with picture"], posts["unlisted"], posts["boost"]]
