"""Keeping timelines from growing for ever: nobody pages back through more than 10,000 posts.

Timelines that are only a little longer are left alone, so that a day's posts do not make work for all of
them.
"""

from functools import partial

import attrs

from gotosocial.handlers.housekeeping.bites import in_bites
from gotosocial.jobs.kinds import TrimTimelines
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Database


@attrs.frozen
class TimelineTrimmer:
    """Runs once a day. ``kept``: entries that stay; ``slack``: how many more are borne; ``bite``: at once."""

    db: Database
    kept: int = 10_000
    slack: int = 1_000
    bite: int = 500

    async def run(self, job: TrimTimelines, finish: Finish) -> None:
        """Trim what is clearly too long; what was done before a crash stays done."""
        while timelines := await self.db.timelines.longer_than(self.kept + self.slack):
            for timeline in timelines:
                await in_bites(partial(self._trim, timeline), self.bite)

    async def _trim(self, timeline: str, most: int) -> int:
        return await self.db.timelines.trim(timeline, self.kept, most)
