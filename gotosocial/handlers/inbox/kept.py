"""The end of a kept activity: its row among those that were seen says that it is done."""

from typing import Any

import attrs
from twisted.internet.task import deferLater

from gotosocial.handlers.inbox.slow_sites import SlowSites
from gotosocial.jobs.kinds import ActivityReceived
from gotosocial.jobs.work import Errand, Finish
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.domains import site_of


@attrs.frozen
class KeptWork:
    """Passes jobs on, and notes their end in the transaction in which they end."""

    work: Errand[ActivityReceived]
    db: Database
    clock: Clock
    reactor: Any
    _slow: SlowSites = attrs.field(factory=SlowSites, init=False)

    async def run(self, job: ActivityReceived, finish: Finish) -> None:
        """Do the work; what waits of the site is then one less.

        Raises TryAgainLater where the site has enough under way that takes long.
        """
        # Who knocks at this moment is answered first: that is a third of this work, and others may give up.
        await deferLater(self.reactor, 0)
        with self._slow.turn(site_of(job.host), self.clock):
            await self._run(job, finish)

    async def given_up(self, t: Transaction, job: ActivityReceived) -> None:
        """Note that the job is dead: it waits no more, so its site is not refused for it."""
        await t.seen_activities.done(job.digest, self.clock.now())

    async def _run(self, job: ActivityReceived, finish: Finish) -> None:
        is_finished = False

        def committed() -> None:
            nonlocal is_finished
            is_finished = True

        async def done(t: Transaction) -> None:
            await finish(t)
            await t.seen_activities.done(job.digest, self.clock.now())
            t.afterwards(committed)

        await self.work.run(job, done)
        if not is_finished:
            await self.db.transact(done)
