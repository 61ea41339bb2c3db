"""Dropping what has expired: idempotency keys, codes, failed sign-ins, activities that were seen."""

from datetime import timedelta

import attrs

from gotosocial.jobs.kinds import PruneExpired
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

IDEMPOTENCY_KEPT = timedelta(hours=1)
FAILURES_KEPT = timedelta(days=1)
SEEN_KEPT = timedelta(hours=14)
"""Longer than a signature stays fresh (12 hours, and 1 hour ahead): later the request is refused anyway."""


@attrs.frozen
class Pruner:
    """Runs once an hour, on whichever process comes first."""

    clock: Clock

    async def apply(self, t: Transaction, job: PruneExpired) -> None:
        """Delete what nobody may use any more."""
        now = self.clock.now()
        await t.idempotency_keys.prune(now - IDEMPOTENCY_KEPT)
        await t.authorization_codes.prune(now)
        await t.sign_in_failures.prune(now - FAILURES_KEPT)
        await t.seen_activities.prune(now - SEEN_KEPT)
