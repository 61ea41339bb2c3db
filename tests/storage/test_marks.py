"""Favourites, bookmarks, thread mutes, and all of them together for one viewer."""

import attrs
import pytest

from gotosocial.models.marks import NO_MARKS, Marks
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database
from gotosocial.util.paging import Page
from tests.support.builders import a_bookmark, a_favourite, a_status, a_time, an_account
from tests.support.keep import keep


async def test_a_favourite_is_kept_once_and_given_back_when_deleted(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    mark = a_favourite(by=author, of=status, approved_by_uri="https://far.example/1")
    await keep(db, author, status, mark)
    assert await db.favourites.find(author.id, status.id) == mark
    with pytest.raises(Duplicate):
        await db.favourites.insert(a_favourite(by=author, of=status))
    assert await db.favourites.delete(author.id, status.id) == mark
    assert await db.favourites.delete(author.id, status.id) is None


async def test_favourites_are_paged_from_both_sides(engine: Engine) -> None:
    db = Database(engine)
    author = an_account("author")
    fans = [an_account(f"fan{number}") for number in range(3)]
    status, other = a_status(by=author), a_status(by=author)
    marks = [a_favourite(by=fan, of=status) for fan in fans]
    marks.append(a_favourite(by=fans[0], of=other))
    waiting = a_favourite(by=fans[1], of=other, is_pending=True)
    await keep(db, author, *fans, status, other, *marks, waiting)
    page = await db.favourites.page_by_status(status.id, Page(limit=2))
    assert (page.items, page.has_more) == ([marks[2], marks[1]], True)
    assert (await db.favourites.page_by_status(other.id, Page(limit=9))).items == [marks[3]]
    assert (await db.favourites.page_by_account(fans[0].id, Page(limit=9))).items == [marks[3], marks[0]]


async def test_a_bookmark_is_kept_paged_and_deleted(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    one, other = a_status(by=author), a_status(by=author)
    first, second = a_bookmark(by=author, of=one), a_bookmark(by=author, of=other)
    await keep(db, author, one, other, first, second)
    with pytest.raises(Duplicate):
        await db.bookmarks.insert(a_bookmark(by=author, of=one))
    assert await db.bookmarks.find(author.id, one.id) == first
    assert (await db.bookmarks.page_by_account(author.id, Page(limit=1))).items == [second]
    assert (await db.bookmarks.page_by_account(author.id, Page(limit=1, max_id=second.id))).items == [first]
    assert await db.bookmarks.delete(author.id, one.id) == first
    assert await db.bookmarks.delete(author.id, one.id) is None


async def test_a_thread_is_muted_and_heard_again(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob)
    for _ in range(2):
        await db.thread_mutes.insert(alice.id, "T", a_time())
    await db.thread_mutes.insert(bob.id, "T", a_time())
    assert await db.thread_mutes.muted_by("T") == {alice.id, bob.id}
    await db.thread_mutes.delete(alice.id, "T")
    assert await db.thread_mutes.muted_by("T") == {bob.id}
    assert await db.thread_mutes.muted_by("U") == frozenset()


async def test_marks_are_those_of_the_viewer_alone(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    liked, boosted, kept, muted, plain = posts = [a_status(by=alice) for _ in range(5)]
    await keep(db, alice, bob, *posts)
    await keep(db, a_favourite(by=bob, of=liked), a_status(by=bob, boost_of=boosted))
    await keep(db, a_bookmark(by=bob, of=kept), a_favourite(by=alice, of=plain))
    await db.thread_mutes.insert(bob.id, muted.thread_id, a_time())
    assert await db.marks.load(bob.id, posts) == {
        liked.id: Marks(is_favourited=True),
        boosted.id: Marks(is_reblogged=True),
        kept.id: Marks(is_bookmarked=True),
        muted.id: Marks(is_muted=True),
        plain.id: NO_MARKS,
    }
    assert await db.marks.load(bob.id, []) == {}


async def test_a_boost_carries_the_marks_of_its_original(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    original = a_status(by=alice)
    boost = a_status(by=alice, boost_of=original)
    await keep(db, alice, bob, original, boost, a_favourite(by=bob, of=original))
    await db.thread_mutes.insert(bob.id, original.thread_id, a_time())
    expected = Marks(is_favourited=True, is_muted=True)
    assert await db.marks.load(bob.id, [boost, original]) == {boost.id: expected, original.id: expected}
    assert await db.marks.load(bob.id, [boost]) == {boost.id: attrs.evolve(expected, is_muted=False)}


async def test_marks_are_told_to_the_caches(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    heard: list[str] = []
    bus.subscribe("marks", heard.append)
    await keep(db, a_favourite(by=author, of=status), a_bookmark(by=author, of=status))
    await db.favourites.delete(author.id, status.id)
    await db.bookmarks.delete(author.id, status.id)
    assert set(heard) == {f"{author.id}:{status.id}"}
    heard.clear()
    await db.thread_mutes.insert(author.id, "T", a_time())
    assert heard == [author.id]
