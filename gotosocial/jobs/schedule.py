"""Work that recurs: jobs that put themselves off instead of ending (``Job.every``), one row for each kind."""

from collections.abc import Sequence

from gotosocial.jobs.kinds import (
    AskAgain,
    ClosePolls,
    Job,
    MakeRoom,
    PruneDeliveries,
    PruneExpired,
    TrimTimelines,
)
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Database, Transaction

RECURRING: tuple[Job, ...] = (
    PruneExpired(),
    PruneDeliveries(),
    TrimTimelines(),
    ClosePolls(),
    AskAgain(),
    MakeRoom(),
)


async def plant(db: Database, jobs: Sequence[Job] = RECURRING) -> None:
    """Add the recurring jobs that are missing; they run at once, then at their intervals."""

    async def deed(t: Transaction) -> None:
        for job in jobs:
            await enqueue(t, job)

    await db.transact(deed)
