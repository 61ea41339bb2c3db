"""Forgetting deliveries: what has ended after a week, what could not be delivered after a month.

The week is for the inspector, which can say what has arrived. What a host that was away for 30 days would get
then is of no use to anybody. Each bite is a transaction of its own and small enough to hold up nobody.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import attrs

from gotosocial.jobs.kinds import PruneDeliveries
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock

KEPT = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(days=30)
BITE = 500


@attrs.frozen
class DeliveryPruner:
    """Runs once an hour, on whichever process comes first."""

    db: Database
    clock: Clock

    async def run(self, job: PruneDeliveries, finish: Finish) -> None:
        """Give up, then delete; what was done before a crash stays done."""
        now = self.clock.now()
        reports, activities = self.db.delivery_reports, self.db.outgoing_activities
        await _bite(lambda: reports.give_up(now - GIVEN_UP_AFTER, now, BITE))
        await _bite(lambda: reports.prune(now - KEPT, BITE))
        await _bite(lambda: activities.prune(now - KEPT, BITE))


async def _bite(take: Callable[[], Awaitable[int]]) -> None:
    while await take() == BITE:
        pass
