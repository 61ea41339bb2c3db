"""The end of a kept activity: its row among those that were seen says that it is done."""

import attrs

from gotosocial.jobs.kinds import ActivityReceived
from gotosocial.jobs.work import Errand, Finish
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock


@attrs.frozen
class KeptWork:
    """Passes jobs on, and notes their end in the transaction in which they end."""

    work: Errand[ActivityReceived]
    db: Database
    clock: Clock

    async def run(self, job: ActivityReceived, finish: Finish) -> None:
        """Do the work; what waits of the host is then one less."""
        is_finished = False

        async def done(t: Transaction) -> None:
            nonlocal is_finished
            is_finished = True
            await finish(t)
            await t.seen_activities.done(job.digest, self.clock.now())

        await self.work.run(job, done)
        if not is_finished:
            await self.db.transact(done)
