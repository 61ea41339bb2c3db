"""Putting a job into the queue, together with the writes that it follows from.

Where a runner of this process has room for it, the job is inserted under that runner's lease and given to it
after the COMMIT: nobody has to be woken, and nothing to be claimed. Otherwise the row is due as soon as it is
committed, the bus wakes the runners of every process, and whoever claims it first runs it.
"""

from datetime import datetime

import attrs

from gotosocial.jobs.kinds import Job, Lane, write_job
from gotosocial.models.job_row import JobRow
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
    row = JobRow(
        id=t.handed_over.new_id(),
        kind=kind,
        lane=(lane or job.lane).value,
        payload=write_job(job),
        attempts=0,
    )
    key = unique_key or (kind if job.every is not None else None)
    if key is not None or run_at is not None:
        # Whether a row with a key is added at all is known to the database alone.
        t.jobs.add(row, unique_key=key, run_at=0 if run_at is None else to_millis(run_at))
    elif (leased_until := t.handed_over.lease(row)) is not None:
        t.jobs.add(attrs.evolve(row, attempts=1), run_at=leased_until)
    else:
        t.jobs.add(row)
