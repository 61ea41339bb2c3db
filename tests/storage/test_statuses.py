"""Statuses one by one: kept whole, counted, pinned, boosted once, deleted with what hangs on them."""

from datetime import timedelta

import attrs
import pytest

from gotosocial.errors import NotFound
from gotosocial.models.booster import Booster
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.status import Status
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_bookmark, a_favourite, a_status, a_time, an_account
from tests.support.keep import keep


def a_full_status() -> tuple[object, Status]:
    author = an_account("alice")
    rules = PolicyRules(always=("public",), with_approval=("author",))
    status = a_status(
        by=author,
        visibility="private",
        edited_at=a_time(),
        fetched_at=a_time(),
        pinned_at=a_time(),
        is_federated=False,
        is_sensitive=True,
        is_pending=True,
        approved_by_uri="https://far.example/approvals/1",
        activity_type="Question",
        content_type="text/markdown",
        spoiler_text="careful \N{FACE WITH TEARS OF JOY}",
        language="de",
        mentioned_ids=("A", "B"),
        tags=("köln", "x"),
        emoji_ids=("E",),
        media_ids=("M", "N"),
        application_id="app",
        policy=InteractionPolicy(can_favourite=rules, can_reply=PolicyRules(), can_reblog=rules),
        favourites_count=1,
        reblogs_count=2,
        replies_count=3,
    )
    return author, status


async def test_a_status_comes_back_as_it_was(engine: Engine) -> None:
    db = Database(engine)
    author, status = a_full_status()
    await keep(db, author, status)
    assert await db.statuses.get(status.id) == status
    assert await db.statuses.find_by_uri(status.uri) == status
    assert await db.statuses.find_by_url(status.url) == status
    assert await db.statuses.get_many([status.id, "nobody"]) == {status.id: status}
    assert await db.statuses.get_many([]) == {}


async def test_what_is_not_there_is_not_found(engine: Engine) -> None:
    db = Database(engine)
    assert await db.statuses.find("nothing") is None
    assert await db.statuses.find_by_uri("nothing") is None
    with pytest.raises(NotFound):
        await db.statuses.get("nothing")


async def test_an_update_leaves_the_counts_alone(engine: Engine) -> None:
    db = Database(engine)
    author, status = a_full_status()
    await keep(db, author, status)
    await db.statuses.update(attrs.evolve(status, text="new", favourites_count=99))
    assert await db.statuses.get(status.id) == attrs.evolve(status, text="new")


async def test_a_uri_is_taken_once(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    with pytest.raises(Duplicate):
        await db.statuses.insert(a_status(by=author, uri=status.uri))


async def test_an_account_boosts_a_status_once(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    original = a_status(by=alice)
    first, second = a_status(by=alice, boost_of=original), a_status(by=bob, boost_of=original)
    await keep(db, alice, bob, original, first, second)
    assert await db.statuses.find_boost(bob.id, original.id) == second
    assert await db.statuses.find_boost(bob.id, first.id) is None
    with pytest.raises(Duplicate):
        await db.statuses.insert(a_status(by=bob, boost_of=original))
    assert await db.statuses.boosts_of(original.id) == [
        Booster(id=first.id, account_id=alice.id),
        Booster(id=second.id, account_id=bob.id),
    ]


async def test_the_page_of_a_boost_is_that_of_the_original(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    original = a_status(by=author)
    await keep(db, author, original, a_status(by=author, boost_of=original, url=original.url))
    assert await db.statuses.find_by_url(original.url) == original
    assert await db.statuses.find_by_url("") is None


async def test_counts_go_up_and_never_below_zero(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    await db.statuses.change_counts(status.id, favourites=2, reblogs=1)
    await db.statuses.change_counts(status.id, favourites=-1, replies=-1)
    read = await db.statuses.get(status.id)
    assert (read.favourites_count, read.reblogs_count, read.replies_count) == (1, 1, 0)


async def test_pins_are_counted_and_taken_away(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    one, other = a_status(by=author), a_status(by=author)
    await keep(db, author, one, other)
    await db.statuses.pin(one.id, a_time())
    await db.statuses.pin(other.id, a_time() + timedelta(hours=1))
    assert await db.statuses.count_pinned(author.id) == 2
    assert await db.status_pages.pinned_of(author.id) == [other.id, one.id]
    await db.statuses.pin(one.id, None)
    assert await db.status_pages.pinned_of(author.id) == [other.id]


async def test_a_deleted_status_takes_its_marks_and_tags_along(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status, kept = a_status(by=author), a_status(by=author)
    await keep(db, author, status, kept)
    await keep(db, a_favourite(by=author, of=status), a_bookmark(by=author, of=status))
    await db.mentions.insert(status.id, [author.id])
    await db.tags.insert(status.id, ["cats"], a_time())
    await db.statuses.delete([status.id, "nothing"])
    assert await db.statuses.find(status.id) is None
    assert await db.favourites.find(author.id, status.id) is None
    assert await db.bookmarks.find(author.id, status.id) is None
    assert await db.statuses.find(kept.id) == kept
    for table in ("mentions", "status_tags"):
        assert await engine.reads.value(f"SELECT COUNT(*) FROM {table}") == 0


async def test_changes_are_told(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    boost = a_status(by=author, boost_of=status)
    heard: list[tuple[str, str]] = []
    bus.subscribe("status", lambda key: heard.append(("status", key)))
    bus.subscribe("marks", lambda key: heard.append(("marks", key)))
    await keep(db, author, status, boost)
    marks = ("marks", f"{author.id}:{status.id}")
    assert heard == [("status", status.id), ("status", boost.id), marks]
    heard.clear()
    await db.statuses.change_counts(status.id, reblogs=1)
    await db.statuses.pin(status.id, None)
    assert set(heard) == {("status", status.id)}
    heard.clear()
    await db.statuses.delete([boost.id])
    assert set(heard) == {("status", boost.id), ("marks", f"{author.id}:{status.id}")}
