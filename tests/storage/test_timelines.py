"""Timeline rows: inserted once, paged without repeats, found, deleted and trimmed."""

import attrs

from gotosocial.handlers.housekeeping.trim_timelines import TimelineTrimmer
from gotosocial.jobs.kinds import TrimTimelines
from gotosocial.jobs.work import Works
from gotosocial.models.timeline_entry import TimelineEntry, entries_of, entry_of, home_of, own_entry
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.util.paging import Page
from tests.support.builders import START, a_status, an_account, an_id
from tests.support.databases import Opened
from tests.support.jobs import a_runner, put, waiting

ALL = Page(limit=80)


def entries_in(timeline: str, count: int, account_id: str = "author") -> list[TimelineEntry]:
    ids = [an_id() for _ in range(count)]
    return [
        TimelineEntry(timeline=timeline, status_id=one, account_id=account_id, original_id=one) for one in ids
    ]


def test_the_author_has_his_own_posts_at_home() -> None:
    author = an_account()
    original = a_status(by=author)
    boost = a_status(by=author, boost_of=original)
    assert own_entry(boost) == TimelineEntry(
        timeline=home_of(author.id), status_id=boost.id, account_id=author.id, original_id=original.id
    )
    assert entry_of("list:1", original).original_id == original.id


async def test_a_page_goes_down_and_up_and_leaves_repeats_out(engine: Engine) -> None:
    timelines = Database(engine).timelines
    entries = entries_in("home:1", 5)
    entries[2] = attrs.evolve(entries[2], is_repeat=True)
    await timelines.insert([*entries, *entries_in("home:2", 3)])
    ids = [entry.status_id for entry in reversed(entries) if not entry.is_repeat]
    first = await timelines.page("home:1", Page(limit=2))
    assert (first.items, first.newest, first.oldest, first.has_more) == (ids[:2], ids[0], ids[1], True)
    rest = await timelines.page("home:1", Page(limit=2, max_id=first.oldest))
    assert (rest.items, rest.has_more) == (ids[2:], False)
    assert (await timelines.page("home:1", Page(limit=2, min_id=ids[3]))).items == ids[1:3]


async def test_inserting_tells_what_is_new(engine: Engine) -> None:
    timelines = Database(engine).timelines
    one, other = entries_in("home:1", 1) + entries_in("home:2", 1)
    assert await timelines.insert([one]) == ["home:1"]
    assert await timelines.insert([one]) == []
    assert await timelines.insert([one, other]) == ["home:2"]
    assert await timelines.insert([]) == []


async def test_a_repeat_is_known_among_the_newest_only(engine: Engine) -> None:
    timelines = Database(engine).timelines
    shown = entries_in("home:1", 1)[0]
    boosted = attrs.evolve(shown, timeline="home:2", status_id=an_id())
    await timelines.insert([shown, boosted, *entries_in("home:1", 3)])
    homes = ["home:1", "home:2", "home:3"]
    original_id = shown.original_id
    assert await timelines.recent_originals(homes, original_id, 4, now=START) == {"home:1", "home:2"}
    assert await timelines.recent_originals(homes, original_id, 3, now=START) == {"home:2"}
    assert await timelines.recent_originals(["home:3"], original_id, now=START) == frozenset()
    assert await timelines.recent_originals([], original_id, now=START) == frozenset()


async def test_an_author_leaves_one_timeline(engine: Engine) -> None:
    timelines = Database(engine).timelines
    kept = entries_in("home:1", 1, "bob")
    elsewhere = entries_in("home:2", 1, "alice")
    await timelines.insert([*entries_in("home:1", 2, "alice"), *kept, *elsewhere])
    await timelines.delete_author("home:1", "alice")
    assert (await timelines.page("home:1", ALL)).items == [kept[0].status_id]
    assert (await timelines.page("home:2", ALL)).items == [elsewhere[0].status_id]


async def test_a_deleted_status_leaves_with_its_boosts(engine: Engine) -> None:
    timelines = Database(engine).timelines
    gone, kept, boosted = entries_in("home:1", 3)
    boost = attrs.evolve(boosted, timeline="home:2", original_id=gone.status_id)
    await timelines.insert([gone, kept, boost])
    await timelines.delete_statuses([gone.status_id])
    assert (await timelines.page("home:1", ALL)).items == [kept.status_id]
    assert (await timelines.page("home:2", ALL)).items == []


async def test_a_boost_that_is_taken_back_leaves_alone(engine: Engine) -> None:
    timelines = Database(engine).timelines
    original, boost = entries_in("home:1", 2)
    boost = attrs.evolve(boost, original_id=original.status_id)
    await timelines.insert([original, boost])
    await timelines.delete_statuses([boost.status_id])
    assert (await timelines.page("home:1", ALL)).items == [original.status_id]


async def test_a_repeat_takes_the_place_of_what_it_repeated(engine: Engine) -> None:
    timelines = Database(engine).timelines
    first, second, third = (attrs.evolve(one, original_id="X") for one in entries_in("home:1", 3))
    first = attrs.evolve(first, account_id="alice")
    second, third = attrs.evolve(second, is_repeat=True), attrs.evolve(third, is_repeat=True)
    elsewhere = [attrs.evolve(one, timeline="home:2") for one in (second, third)]
    await timelines.insert([first, second, third, *elsewhere])
    await timelines.delete_author("home:1", "alice")
    assert (await timelines.page("home:1", ALL)).items == [second.status_id]
    await timelines.delete_statuses([second.status_id])
    assert (await timelines.page("home:1", ALL)).items == [third.status_id]
    assert (await timelines.page("home:2", ALL)).items == []


async def test_a_trimmed_timeline_keeps_the_newest(engine: Engine) -> None:
    timelines = Database(engine).timelines
    entries = entries_in("home:1", 5)
    await timelines.insert([*entries, *entries_in("home:2", 5)])
    assert await timelines.trim("home:1", keep=3, most=10) == 2
    assert await timelines.trim("home:1", keep=3, most=10) == 0
    assert len((await timelines.page("home:1", ALL)).items) == 3
    assert (await timelines.page("home:1", ALL)).newest == entries[4].status_id
    assert len((await timelines.page("home:2", ALL)).items) == 5


async def test_a_timeline_is_trimmed_from_its_old_end_in_bites(engine: Engine) -> None:
    timelines = Database(engine).timelines
    entries = entries_in("home:1", 6)
    await timelines.insert(entries)
    assert await timelines.trim("home:1", keep=1, most=2) == 2
    assert (await timelines.page("home:1", ALL)).oldest == entries[2].status_id


async def test_only_timelines_that_are_clearly_too_long_are_trimmed(
    database: Opened, engine: Engine
) -> None:
    db = Database(engine)
    for timeline, count in (("home:1", 13), ("home:2", 6), ("home:3", 7)):
        await db.timelines.insert(entries_in(timeline, count))
    assert sorted(await db.timelines.longer_than(6)) == ["home:1", "home:3"]
    told: list[str] = []
    database.bus.subscribe("timelines", told.append)
    await put(db, TrimTimelines())
    trimmer = TimelineTrimmer(db, kept=4, slack=2, bite=3)
    await a_runner(db, Works(errands={TrimTimelines: trimmer}), bus=database.bus).run_until_idle()
    lengths = [len((await db.timelines.page(f"home:{one}", ALL)).items) for one in (1, 2, 3)]
    assert lengths == [4, 6, 4]
    assert told == [""] * 4
    assert await waiting(db) == 1


async def test_a_hidden_repeat_does_not_count_as_shown(engine: Engine) -> None:
    timelines = Database(engine).timelines
    original, boost, *newer = entries_in("home:1", 5)
    boost = attrs.evolve(boost, original_id=original.status_id, is_repeat=True)
    await timelines.insert([original, boost, *newer])
    assert await timelines.recent_originals(["home:1"], original.status_id, 4, now=START) == {"home:1"}
    assert await timelines.recent_originals(["home:1"], original.status_id, 3, now=START) == frozenset()
    assert await timelines.shows("home:1", original.status_id)
    assert not await timelines.shows("home:1", boost.status_id)
    assert not await timelines.shows("home:2", original.status_id)
    asked = [original.status_id, newer[0].status_id, "unknown"]
    assert await timelines.standing_in("home:1", asked, now=START) == {original.status_id, newer[0].status_id}
    assert await timelines.standing_in("home:2", asked, now=START) == frozenset()


def test_several_entries_know_which_of_them_repeat_others() -> None:
    author = an_account()
    first, second, elsewhere = (a_status(by=author) for _ in range(3))
    boosts = [a_status(by=author, boost_of=one) for one in (first, elsewhere, elsewhere, second)]
    entries = entries_of("home:1", [*reversed(boosts), second], {first.id})
    assert [(entry.status_id, entry.is_repeat) for entry in entries] == [
        (second.id, False), (boosts[0].id, True), (boosts[1].id, False), (boosts[2].id, True),
        (boosts[3].id, True),
    ]  # fmt: skip
