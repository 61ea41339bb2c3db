"""Dropping what has expired: keys, codes, failed sign-ins, what was seen, dead jobs, things long gone."""

from datetime import timedelta

import attrs

from gotosocial.jobs.kinds import PruneExpired
from gotosocial.storage.stores import Transaction
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

    clock: Clock
    origin: str

    async def apply(self, t: Transaction, job: PruneExpired) -> None:
        """Delete what nobody may use any more."""
        now = self.clock.now()
        await t.idempotency_keys.prune(now - IDEMPOTENCY_KEPT)
        await t.authorization_codes.prune(now)
        await t.sign_in_failures.prune(now - FAILURES_KEPT)
        await t.seen_activities.prune(now - SEEN_KEPT)
        await t.jobs.prune_dead(to_millis(now - DEAD_JOBS_KEPT))
        await t.tombstones.prune(now - GONE_KEPT, ours=self.origin)
