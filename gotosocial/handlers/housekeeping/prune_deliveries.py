"""Forgetting deliveries: what has ended after a week, what could not be delivered after a month.

The week is for the inspector, which can say what has arrived. What a host that was away for 30 days would get
then is of no use to anybody.
"""

from datetime import timedelta

import attrs

from gotosocial.handlers.housekeeping.bites import in_bites
from gotosocial.jobs.kinds import PruneDeliveries
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock

KEPT = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(days=30)


@attrs.frozen
class DeliveryPruner:
    """Runs once an hour, on whichever process comes first."""

    db: Database
    clock: Clock

    async def run(self, job: PruneDeliveries, finish: Finish) -> None:
        """Give up, then delete; what was done before a crash stays done."""
        now = self.clock.now()
        reports, activities = self.db.delivery_reports, self.db.outgoing_activities
        await in_bites(lambda bite: reports.give_up(now - GIVEN_UP_AFTER, now, bite))
        await in_bites(lambda bite: reports.prune(now - KEPT, bite))
        await in_bites(lambda bite: activities.prune(now - KEPT, bite))
