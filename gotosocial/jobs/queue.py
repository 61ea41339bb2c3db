"""Putting a job into the queue, together with the writes that it follows from.

The row is due as soon as it is committed, and the bus then wakes the runners of every process. Whoever
claims it first runs it.
"""

from datetime import datetime

from gotosocial.jobs.kinds import Job, Lane, write_job
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import to_millis


async def enqueue(
    t: Transaction,
    job: Job,
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    lane: Lane | None = None,
) -> None:
    """Let the job run after the COMMIT, at once or not before ``run_at``.

    ``unique_key``: nothing is added while a job of the kind with this key waits or runs. ``lane``: where the
    job waits, if not where its kind does. A kind that recurs is there once.
    """
    kind = job.kind()
    t.jobs.add(
        kind,
        (lane or job.lane).value,
        write_job(job),
        unique_key or (kind if job.every is not None else None),
        0 if run_at is None else to_millis(run_at),
    )
