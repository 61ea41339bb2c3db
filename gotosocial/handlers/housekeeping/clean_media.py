"""Everything that cleans media, in the order in which it makes sense; at set times, or when asked (row D-14).

The next scheduled cleaning is a row with its time, which is written as this one ends: so it happens once,
whichever process does it. Admins ask for one between the times.
"""

from datetime import datetime, time, timedelta

import attrs
from twisted.logger import Logger

from gotosocial.handlers.housekeeping.sweep_emojis import EmojiSweeper
from gotosocial.handlers.housekeeping.sweep_orphans import Orphans, OrphanSweeper
from gotosocial.handlers.housekeeping.sweep_unused import UnusedSweeper
from gotosocial.handlers.housekeeping.trim_cache import CacheTrimmer
from gotosocial.jobs.kinds import CleanMedia, MakeRoom, SweepFiles, read_job
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.kept_file import Swept
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import from_millis, to_millis

SCHEDULED = "scheduled"
_log = Logger()


@attrs.frozen(kw_only=True)
class CleaningTimes:
    """``first``: the time of day (UTC) of a cleaning; ``every``: seconds between two of them."""

    first: time = time(0, 0)
    every: float = 86_400.0

    def __str__(self) -> str:
        return f"{self.first} {self.every}"

    def next_after(self, now: datetime, planned: datetime | None = None) -> datetime:
        """Return when the next cleaning is due, counted from one that was ``planned``, if there was one."""
        start = planned or now.replace(
            hour=self.first.hour, minute=self.first.minute, second=self.first.second, microsecond=0
        ) - timedelta(days=1)
        every = max(60.0, self.every)
        return start + timedelta(seconds=((now - start).total_seconds() // every + 1) * every)


@attrs.frozen(kw_only=True)
class Bounds:
    """``days``: how long media of other servers stay; ``most``: bytes of all of them; 0 for no bound."""

    days: int
    most: int


@attrs.frozen(kw_only=True)
class Cleaned:
    """What a cleaning took away, or would take away."""

    remote: Swept
    unused: Swept
    orphans: Orphans


@attrs.frozen
class MediaCleaner:
    """Cleans within the bounds of the configuration."""

    cache: CacheTrimmer
    unused: UnusedSweeper
    emojis: EmojiSweeper
    orphans: OrphanSweeper
    bounds: Bounds

    async def clean(self, days: int | None = None, *, is_dry: bool = False) -> Cleaned:
        """Do everything; ``days`` in place of the configured ones."""
        return Cleaned(
            remote=await self.trim(days, is_dry=is_dry),
            unused=await self.unneeded(is_dry=is_dry),
            orphans=await self.orphans.sweep(is_dry=is_dry),
        )

    async def trim(self, days: int | None = None, *, is_dry: bool = False) -> Swept:
        """Take away what is too old, then what is too much."""
        old = await self.cache.by_age(self.bounds.days if days is None else days, is_dry=is_dry)
        if not is_dry:
            return old + await self.cache.to_size(self.bounds.most)
        # Both count from the file that nobody has looked at for longest, so the larger one holds the other.
        too_much = await self.cache.to_size(self.bounds.most, is_dry=True, gone=old.size)
        return max(old, too_much, key=lambda one: one.size)

    async def unneeded(self, *, is_dry: bool = False) -> Swept:
        """Take away what nothing uses: files, and emojis of other servers."""
        return await self.unused.sweep(is_dry=is_dry) + await self.emojis.sweep(is_dry=is_dry)


@attrs.frozen
class MediaCleaning:
    """Does CleanMedia."""

    db: Database
    cleaner: MediaCleaner
    times: CleaningTimes

    async def plan(self) -> None:
        """Write down when the next scheduled cleaning is due, unless one is planned by the same times."""

        async def deed(t: Transaction) -> None:
            waiting = await t.jobs.find_waiting(CleanMedia.kind(), SCHEDULED)
            if waiting is not None and read_job(CleanMedia, waiting.payload).times != str(self.times):
                await t.jobs.finish(waiting)
            await self._plan(t)

        await self.db.transact(deed)

    async def run(self, job: CleanMedia, finish: Finish) -> None:
        """Clean, and plan the next time."""
        cleaned = await self.cleaner.clean(None if job.is_scheduled else job.days)
        _log.info("media were cleaned: {cleaned}", cleaned=cleaned)

        async def deed(t: Transaction) -> None:
            await finish(t)
            if job.is_scheduled:
                await self._plan(t, job)

        await self.db.transact(deed)

    async def _plan(self, t: Transaction, before: CleanMedia | None = None) -> None:
        times, now = str(self.times), self.cleaner.cache.clock.now()
        planned = from_millis(before.due) if before is not None and before.times == times else None
        due = self.times.next_after(now, planned)
        job = CleanMedia(due=to_millis(due), times=times)
        await enqueue(t, job, unique_key=SCHEDULED, run_at=due)


@attrs.frozen
class RoomMaker:
    """Does MakeRoom, often: media of other servers come faster than days pass."""

    cleaner: MediaCleaner

    async def run(self, job: MakeRoom, finish: Finish) -> None:
        """Take away what is too much."""
        await self.cleaner.cache.to_size(self.cleaner.bounds.most)


@attrs.frozen
class FileSweeping:
    """Does SweepFiles."""

    orphans: OrphanSweeper

    async def run(self, job: SweepFiles, finish: Finish) -> None:
        """Remove what no row of the account names any more."""
        await self.orphans.sweep_owner(job.account_id)
