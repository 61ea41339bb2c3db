"""Dropping what has expired: keys, codes, failed sign-ins, what was seen, dead jobs, things long gone."""

from datetime import timedelta

import attrs

from gotosocial.handlers.housekeeping.bites import in_bites
from gotosocial.jobs.kinds import PruneExpired
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock, to_millis

IDEMPOTENCY_KEPT = timedelta(hours=1)
FAILURES_KEPT = timedelta(days=1)
SEEN_KEPT = timedelta(hours=14)
"""Longer than a signature stays fresh (12 hours, and 1 hour ahead): later the request is refused anyway."""

DEAD_JOBS_KEPT = timedelta(days=30)
"""How long a job that was given up stays, with the reason, for whoever looks for it."""

GONE_KEPT = timedelta(days=90)
"""How long is remembered what other servers have deleted; who asks them later hears it from them."""


@attrs.frozen
class Pruner:
    """Runs once an hour, on whichever process comes first. ``origin``: where our own ids begin."""

    db: Database
    clock: Clock
    origin: str

    async def run(self, job: PruneExpired, finish: Finish) -> None:
        """Delete what nobody may use any more; what was done before a crash stays done."""
        now = self.clock.now()
        seen, tombstones = self.db.seen_activities, self.db.tombstones
        await in_bites(lambda bite: seen.prune(now - SEEN_KEPT, bite))
        await in_bites(lambda bite: tombstones.prune(now - GONE_KEPT, bite, ours=self.origin))

        async def deed(t: Transaction) -> None:
            await t.idempotency_keys.prune(now - IDEMPOTENCY_KEPT)
            await t.authorization_codes.prune(now)
            await t.sign_in_failures.prune(now - FAILURES_KEPT)
            await t.jobs.prune_dead(to_millis(now - DEAD_JOBS_KEPT))
            await finish(t)

        await self.db.transact(deed)
