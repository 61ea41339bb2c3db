"""Cleaning media: what is old, what is too much, what nothing uses, what has no row or no file."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

import attrs
import pytest

from gotosocial.app.media_works import clean_media, plan_cleaning
from gotosocial.handlers.housekeeping.clean_media import Bounds, CleaningTimes, MediaCleaner
from gotosocial.handlers.housekeeping.sweep_orphans import Orphans
from gotosocial.handlers.housekeeping.trim_cache import PART
from gotosocial.jobs.kinds import CleanMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.models.kept_file import Swept
from gotosocial.models.status_edit import StatusEdit
from gotosocial.storage.blobs import BlobKey
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.stores import Transaction
from tests.support.builders import a_bookmark, a_status, an_account
from tests.support.instance import Running
from tests.support.keep import keep
from tests.support.media_house import MediaHouse, keys_of


@pytest.fixture
def house(server: Running) -> MediaHouse:
    return MediaHouse(server)


def cleaner(house: MediaHouse) -> MediaCleaner:
    return clean_media(house.server.instance.base, house.server.instance.cellar)


async def test_what_is_old_goes_and_what_is_bookmarked_or_ours_stays(house: MediaHouse) -> None:
    us, them = an_account("us"), an_account("them", "far.example")
    post, marked = a_status(by=them), a_status(by=them)
    await keep(house.db, us, them, post, marked, a_bookmark(by=us, of=marked))
    old = await house.media(them, age=8, status_id=post.id)
    old_avatar = await house.media(them, age=9, role="avatar")
    old_emoji = await house.emoji("old", "far.example", age=8)
    bookmarked = await house.media(them, age=8, status_id=marked.id)
    young = await house.media(them, age=6, status_id=post.id)
    ours, our_emoji = await house.media(us, age=100, status_id="S"), await house.emoji("ours", age=100)
    stays = keys_of(bookmarked, young, ours, our_emoji)
    before = house.files()
    dry = await cleaner(house).cache.by_age(7, is_dry=True)
    assert dry == Swept(files=3, size=3150)
    assert house.files() == before
    assert await cleaner(house).cache.by_age(7) == dry
    assert house.files() == stays
    for media in (old, old_avatar):
        row = await house.db.media.find(media.id)
        assert row is not None
        assert (row.is_cached, row.file_key, row.error) == (False, media.file_key, "")
    emoji = await house.db.emojis.find(old_emoji.id)
    assert emoji is not None
    assert not emoji.is_cached
    assert await cleaner(house).cache.by_age(0) == await cleaner(house).cache.by_age(7) == Swept()


async def test_what_was_not_looked_at_for_longest_makes_room_first(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    media = [await house.media(them, age=10 - number) for number in range(8)]
    emoji = await house.emoji("old", "far.example", age=20)
    await house.db.kept_files.note_use([media[0].id], [], house.server.instance.base.clock.now())
    cache = cleaner(house).cache
    assert await cache.to_size(12_150) == await cache.to_size(0) == Swept()
    # 12,150 bytes are there, 9,000 may be: 3,150 go, and 450 more so that there is room.
    dry = await cache.to_size(9_000, is_dry=True)
    assert dry == Swept(files=4, size=4650)
    assert len(house.files()) == 18
    assert await cache.to_size(9_000) == dry
    assert house.files() == keys_of(media[0], *media[4:])
    assert emoji.file_key not in house.files()
    assert await cache.to_size(9_000) == Swept()


async def test_a_dry_run_counts_what_the_real_one_takes(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    for age in (9, 8, 3, 2):
        await house.media(them, age=age, status_id="S")
    whole = cleaner(house)
    for most in (3_000, 2_000, 100):
        bounded = attrs.evolve(whole, bounds=Bounds(days=7, most=most))
        dry = await bounded.clean(is_dry=True)
        assert (await bounded.clean(is_dry=True), await bounded.clean()) == (dry, dry)
    assert house.files() == set()


async def test_emojis_of_others_that_nothing_uses_go_after_a_week(house: MediaHouse) -> None:
    emojis = [await house.emoji(f"e{number}", "far.example", age=8) for number in range(5)]
    in_post, in_edit, in_name, looked_at, unused = emojis
    young, ours = await house.emoji("young", "far.example", age=6), await house.emoji("ours", age=8)
    disabled = await house.emoji("disabled", "far.example", age=8, is_disabled=True)
    pruned = await house.emoji("pruned", "far.example", age=8, is_cached=False)
    them = an_account("them", "far.example", emoji_ids=(in_name.id,))
    post = a_status(by=them, emoji_ids=(disabled.id, in_post.id))
    edit = StatusEdit(id="E", status_id=post.id, written_at=post.created_at, emoji_ids=(in_edit.id,))
    await keep(house.db, them, post)
    await house.db.status_edits.insert(edit)
    await house.db.kept_files.note_use([], [looked_at.id], house.server.instance.base.clock.now())
    before = house.files()
    sweeper = cleaner(house).emojis
    assert await sweeper.sweep(is_dry=True) == Swept(files=2, size=150)
    assert house.files() == before
    assert await sweeper.sweep() == Swept(files=2, size=150)
    assert house.files() == keys_of(in_post, in_edit, in_name, looked_at, young, ours, disabled)
    assert await house.db.emojis.get_many([unused.id, pruned.id]) == {}
    assert await sweeper.sweep() == Swept()


async def test_an_upload_that_waits_to_be_worked_on_is_no_orphan(house: MediaHouse) -> None:
    us = an_account("us")
    await keep(house.db, us)
    nothing = {"file_key": "", "small_key": "", "is_cached": False}
    waits = await house.media(us, status_id="S", **nothing)
    failed = await house.media(us, status_id="S", error="no film", **nothing)
    incoming = f"{us.id}/attachment/incoming/{waits.id}.raw"
    strays = [f"{us.id}/attachment/original/{waits.id}.raw", f"{us.id}/avatar/incoming/{us.id}.raw"]
    for key in (incoming, *strays, f"{us.id}/attachment/small/{failed.id}.raw"):
        house.write(key, age=3)
    assert (await cleaner(house).orphans.sweep()).files.files == 3
    assert house.files() == {incoming}


@attrs.frozen
class Busy(LocalBlobs):
    """A store in which something happens before each file goes."""

    before: Callable[[BlobKey], Awaitable[None]]

    async def delete(self, key: BlobKey) -> None:
        await self.before(key)
        await super().delete(key)


async def test_what_is_fetched_while_it_goes_is_not_said_to_be_here(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    media, emoji = await house.media(them, age=8), await house.emoji("old", "far.example", age=8)
    fetched = set[str]()

    async def fetch(key: BlobKey) -> None:
        """Bring the file anew, once, as somebody does who looks at it."""
        [row] = [one for one in gone if str(key) in one.keys]
        if row.id not in fetched:
            fetched.add(row.id)
            await house.db.kept_files.recache([row])

    gone = await house.db.kept_files.list_unused(house.server.instance.base.clock.now(), 9)
    blobs = Busy(house.blobs.root, house.blobs.threads, fetch)
    cache = cleaner(house).cache
    busy = attrs.evolve(cache, remover=attrs.evolve(cache.remover, blobs=blobs))
    assert await busy.by_age(7) == Swept(files=2, size=1650)
    assert fetched == {media.id, emoji.id}
    for row in (await house.db.media.find(media.id), await house.db.emojis.find(emoji.id)):
        assert row is not None
        assert not row.is_cached
    assert house.files() == set()


async def test_what_is_fetched_to_the_place_of_an_orphan_is_not_said_to_be_here(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    media, emoji = await house.media(them), await house.emoji("party", "far.example")
    stays = await house.media(them)
    rows = [one for one in await house.db.kept_files.list_media_of(them.id) if one.id == media.id]
    rows += [one for one in await house.db.kept_files.list_emojis("", 9) if one.id == emoji.id]
    # A crash while they were taken away has left their files.
    await house.db.kept_files.uncache(rows)
    for key in keys_of(media, emoji):
        house.write(key, age=3)

    async def fetch(key: BlobKey) -> None:
        [row] = [one for one in rows if str(key) in one.keys]
        await house.db.kept_files.recache([row])

    blobs = Busy(house.blobs.root, house.blobs.threads, fetch)
    orphans = cleaner(house).orphans
    busy = attrs.evolve(orphans, remover=attrs.evolve(orphans.remover, blobs=blobs))
    assert (await busy.sweep()).files.files == 4
    assert house.files() == keys_of(stays)
    found = [await house.db.media.find(media.id), await house.db.emojis.find(emoji.id)]
    assert [one is not None and one.is_cached for one in found] == [False, False]
    kept = await house.db.media.find(stays.id)
    assert kept is not None
    assert kept.is_cached


async def test_many_files_go_in_parts(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    for _ in range(PART + 5):
        await house.media(them, age=30, small_size=0)
    assert (await cleaner(house).cache.by_age(7, is_dry=True)).files == PART + 5
    assert (await cleaner(house).cache.by_age(7)).files == PART + 5
    assert house.files() == set()


async def test_uploads_that_no_post_got_go_after_a_day(house: MediaHouse) -> None:
    us, them = an_account("us"), an_account("them", "far.example")
    await keep(house.db, us, them)
    forgotten, fresh = await house.media(us, age=2), await house.media(us, age=0.5)
    used = await house.media(us, age=2, status_id="S")
    of_a_deleted_post = await house.media(them, age=3, status_id="T")
    await house.db.media.detach("T")
    old_avatar = await house.media(us, age=2, role="avatar")
    sweeper = cleaner(house).unused
    assert await sweeper.sweep(is_dry=True) == Swept(files=2, size=3000)
    assert await sweeper.sweep() == Swept(files=2, size=3000)
    assert house.files() == keys_of(fresh, used, of_a_deleted_post)
    assert await house.db.media.get_many([forgotten.id, old_avatar.id]) == {}
    assert (await house.db.media.find(of_a_deleted_post.id)) is not None


async def test_worn_pictures_stay(house: MediaHouse) -> None:
    us = an_account("us")
    await keep(house.db, us)
    avatar = await house.media(us, age=300, role="avatar")

    async def wear(t: Transaction) -> None:
        account = await t.accounts.get_to_change(us.id)
        await t.accounts.update(attrs.evolve(account, avatar_media_id=avatar.id))

    await house.db.transact(wear)
    assert await cleaner(house).unused.sweep() == Swept()
    assert house.files() == keys_of(avatar)


async def test_files_without_a_row_go_and_rows_without_a_file_say_so(house: MediaHouse) -> None:
    us, them = an_account("us"), an_account("them", "far.example")
    await keep(house.db, us, them)
    kept, emoji = await house.media(us, status_id="S"), await house.emoji("ours")
    lost, far_lost = await house.media(us, status_id="S"), await house.media(them)
    pruned = await house.media(them, is_cached=False)
    house.write(pruned.file_key, age=2)
    for media in (lost, far_lost):
        (house.blobs.root / media.file_key).unlink()
    stray = f"{us.id}/attachment/original/01BX5ZZKBKACTAV9WEVGEMMVRZ.jpeg"
    stranger = "01BX5ZZKBKACTAV9WEVGEMMVRZ/avatar/small/01BX5ZZKBKACTAV9WEVGEMMVRZ.webp"
    young = f"{us.id}/attachment/original/01BX5ZZKBKACTAV9WEVGEMMVRA.jpeg"
    for key, age in ((stray, 2), (stranger, 2), (young, 0.5)):
        house.write(key, age=age)
    readme = house.blobs.root / us.id / "readme.txt"
    readme.write_text("not ours")
    orphans = cleaner(house).orphans
    dry = await orphans.sweep(is_dry=True)
    assert dry == Orphans(files=Swept(files=3, size=30), lost=2)
    assert await orphans.sweep() == dry
    assert house.files() == keys_of(kept, emoji) | {young, lost.small_key, far_lost.small_key}
    assert readme.exists()
    for media in (lost, far_lost):
        row = await house.db.media.find(media.id)
        assert row is not None
        assert (row.is_cached, row.error) == (False, "the file is not in the storage any more")
    # From a backup the file comes back; what is another server's is fetched again when it is wanted.
    house.write(lost.file_key)
    assert (await orphans.sweep()).lost == 0
    assert await house.db.media.find(lost.id) == lost


async def test_sweeping_one_account_spares_what_has_a_row(house: MediaHouse) -> None:
    us = an_account("us")
    await keep(house.db, us)
    media, emoji = await house.media(us, status_id="S"), await house.emoji("ours")
    house.write(f"{us.id}/avatar/small/01BX5ZZKBKACTAV9WEVGEMMVRZ.webp")
    emoji_owner = emoji.file_key.partition("/")[0]
    for owner_id, files in ((us.id, 1), (emoji_owner, 0)):
        assert (await cleaner(house).orphans.sweep_owner(owner_id)).files.files == files
    assert house.files() == keys_of(media, emoji)


async def test_a_cleaning_follows_the_schedule_and_plans_the_next_one(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    await house.media(them, age=8)
    await house.server.settle()
    assert len(house.files()) == 2

    async def due_now(t: Transaction) -> None:
        await t.querier.run("UPDATE jobs SET run_at = 0 WHERE kind = 'CleanMedia'")

    await house.db.transact(due_now)
    await house.server.settle()
    assert house.files() == set()
    rows = await house.db.querier.all(
        "SELECT unique_key, run_at, attempts FROM jobs WHERE kind = 'CleanMedia'"
    )
    base = house.server.instance.base
    due = CleaningTimes().next_after(base.clock.now())
    assert [(row["unique_key"], row["run_at"], row["attempts"]) for row in rows] == [
        ("scheduled", int(due.timestamp() * 1000), 0)
    ]
    await plan_cleaning(base, house.server.instance.cellar).plan()
    assert await house.db.querier.value("SELECT COUNT(*) FROM jobs WHERE kind = 'CleanMedia'") == 1


@pytest.mark.parametrize(
    ("first", "every"), [(time(14, 0), 86_400), (time(0, 0), 3600), (time(0, 0), 7 * 86_400)]
)
async def test_other_times_count_from_the_next_start_on(house: MediaHouse, first: time, every: float) -> None:
    usual = plan_cleaning(house.server.instance.base, house.server.instance.cellar)
    await usual.plan()
    times = CleaningTimes(first=first, every=every)
    await attrs.evolve(usual, times=times).plan()
    due = times.next_after(house.server.instance.base.clock.now())
    rows = await house.db.querier.all("SELECT run_at FROM jobs WHERE kind = 'CleanMedia'")
    assert [row["run_at"] for row in rows] == [int(due.timestamp() * 1000)]


@pytest.mark.parametrize("hours", [48, 36, 168, 5])
def test_cleanings_are_as_far_apart_as_they_are_told_to_be(hours: int) -> None:
    times = CleaningTimes(first=time(3, 0), every=hours * 3600)
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    planned = times.next_after(now)
    assert planned > now
    for _ in range(5):
        late = planned + timedelta(minutes=20)
        following = times.next_after(late, planned)
        assert following - planned == timedelta(hours=hours)
        planned = following
    # Those that were missed are not made up for.
    assert times.next_after(planned + timedelta(hours=3.5 * hours), planned) == planned + timedelta(
        hours=4 * hours
    )


async def test_an_admin_may_clean_at_once_with_other_days(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    young = await house.media(them, age=1, status_id="S")
    await house.media(them, age=3, status_id="S")

    async def ask(t: Transaction) -> None:
        await enqueue(t, CleanMedia(days=2))

    await house.db.transact(ask)
    await house.server.settle()
    assert house.files() == keys_of(young)


async def test_more_days_than_the_calendar_has_are_for_ever(house: MediaHouse) -> None:
    them = an_account("them", "far.example")
    await keep(house.db, them)
    old = await house.media(them, age=9_000, status_id="S")
    assert await cleaner(house).trim(10**11) == Swept()
    assert house.files() == keys_of(old)


async def test_a_removed_accounts_files_go_with_it(house: MediaHouse) -> None:
    them, others = an_account("them", "bad.example"), an_account("others", "far.example")
    await keep(house.db, them, others)
    await house.media(them)
    await house.media(them, role="avatar")
    stays = await house.media(others)

    await house.server.instance.shared.account_remover.remove(them)
    await house.server.settle()
    assert house.files() == keys_of(stays)


@pytest.mark.parametrize(
    ("first", "every", "now", "wanted"),
    [
        (time(0, 0), 86_400, "2026-11-23T10:00:00", "2026-11-24T00:00:00"),
        (time(23, 0), 86_400, "2026-11-23T10:00:00", "2026-11-23T23:00:00"),
        (time(3, 30), 86_400, "2026-11-23T03:30:00", "2026-11-24T03:30:00"),
        (time(0, 0), 3 * 3600, "2026-11-23T10:00:00", "2026-11-23T12:00:00"),
        (time(1, 0), 7 * 3600, "2026-11-23T10:00:00", "2026-11-23T12:00:00"),
        (time(0, 0), 0, "2026-11-23T10:00:30", "2026-11-23T10:01:00"),
    ],
)
def test_the_next_time(first: time, every: float, now: str, wanted: str) -> None:
    times = CleaningTimes(first=first, every=every)
    assert times.next_after(datetime.fromisoformat(now).replace(tzinfo=UTC)) == datetime.fromisoformat(
        wanted
    ).replace(tzinfo=UTC)
