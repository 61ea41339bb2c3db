"""Which work belongs to which kind of job."""

from gotosocial.app.bundles import Foundations, Shared
from gotosocial.handlers.consequences.follow_started import FollowStartedConsequence
from gotosocial.handlers.consequences.status_published import StatusPublishedConsequence
from gotosocial.handlers.housekeeping.prune_expired import Pruner
from gotosocial.handlers.housekeeping.trim_timelines import TimelineTrimmer
from gotosocial.jobs.kinds import FollowStarted, PruneExpired, StatusPublished, TrimTimelines
from gotosocial.jobs.work import Works


def assign_works(base: Foundations, shared: Shared) -> Works:
    """Give every kind of job the one that does it."""
    return Works(
        consequences={PruneExpired: Pruner(base.clock)},
        errands={
            StatusPublished: StatusPublishedConsequence(
                shared.access, shared.notifier, shared.tellers.published, base.clock
            ),
            FollowStarted: FollowStartedConsequence(shared.access, base.clock),
            TrimTimelines: TimelineTrimmer(shared.access.db),
        },
    )
