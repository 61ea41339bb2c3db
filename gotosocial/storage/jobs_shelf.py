"""The table ``jobs``: rows that wait, run and are given up; ``jobs/`` gives them their meaning.

A row is due when ``run_at`` has come. Claiming moves ``run_at`` forward by the lease and counts an attempt,
so the row falls due again by itself when whoever claimed it died. The number of the attempt names the
claim: ``finish``, ``postpone`` and ``bury`` touch a row only while that claim is the latest one. A row may
also be inserted as one that is claimed already, by the process that inserts it (``handover.py``).
"""

from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.models.job_row import JobRow
from gotosocial.storage.database import Querier, Row

_INSERT = """
INSERT INTO jobs (id, kind, lane, payload, unique_key, run_at, attempts)
VALUES (:id, :kind, :lane, :payload, :unique_key, :run_at, :attempts)
ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO UPDATE
SET dead_at = NULL, attempts = 0, run_at = excluded.run_at, payload = excluded.payload
WHERE jobs.dead_at IS NOT NULL"""
_CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM jobs WHERE lane = :lane AND dead_at IS NULL AND run_at <= :now
  ORDER BY run_at, id LIMIT :limit FOR UPDATE SKIP LOCKED)
UPDATE jobs SET run_at = :lease_until, attempts = attempts + 1
WHERE id IN (SELECT id FROM due)
RETURNING id, kind, lane, payload, attempts"""
_HELD = "WHERE id = :id AND attempts = :attempts AND dead_at IS NULL"
_MOST_ERROR = 2_000


@attrs.frozen
class JobRows:
    """Jobs by lane. Times are milliseconds since the epoch; 0 is at once."""

    querier: Querier

    async def insert(self, job: JobRow, *, unique_key: str | None = None, run_at: int = 0) -> bool:
        """Add a job; return False where one of the kind with the key waits or runs already.

        One with the key that was given up begins anew, under the id that it had.
        """
        written = await self.querier.run(_INSERT, **_values(job, unique_key, run_at))
        self._wake(job)
        return written > 0

    def add(self, job: JobRow, *, unique_key: str | None = None, run_at: int = 0) -> None:
        """Add a job as ``insert`` does, without an answer: written with the COMMIT at the latest."""
        self.querier.later(_INSERT, **_values(job, unique_key, run_at))
        self._wake(job)

    async def claim(self, lane: str, now: int, lease_until: int, limit: int) -> list[JobRow]:
        """Take due jobs of the lane for the time of the lease, in the order of their ids."""
        rows = await self.querier.all(_CLAIM, lane=lane, now=now, lease_until=lease_until, limit=limit)
        return sorted((_job(row) for row in rows), key=lambda job: job.id)

    async def finish(self, job: JobRow) -> bool:
        """Delete a claimed job; return False where the claim was lost."""
        return await self.querier.run(f"DELETE FROM jobs {_HELD}", id=job.id, attempts=job.attempts) > 0

    async def renew(self, job: JobRow, run_at: int) -> bool:
        """Let a claimed job that recurs wait for its next time; return False where the claim was lost."""
        renewed = await self.querier.run(
            f"UPDATE jobs SET run_at = :run_at, attempts = 0, last_error = '' {_HELD}",
            id=job.id,
            attempts=job.attempts,
            run_at=run_at,
        )
        return renewed > 0

    async def postpone(self, job: JobRow, run_at: int, error: str) -> None:
        """Let a claimed job that failed wait; nothing happens where the claim was lost."""
        await self.querier.run(
            f"UPDATE jobs SET run_at = :run_at, last_error = :error {_HELD}",
            id=job.id,
            attempts=job.attempts,
            run_at=run_at,
            error=error[:_MOST_ERROR],
        )

    async def put_off(self, job: JobRow, run_at: int, reason: str) -> None:
        """Let a claimed job that has not failed wait: the claim does not count as an attempt."""
        await self.querier.run(
            f"UPDATE jobs SET run_at = :run_at, last_error = :reason, attempts = attempts - 1 {_HELD}",
            id=job.id,
            attempts=job.attempts,
            run_at=run_at,
            reason=reason[:_MOST_ERROR],
        )

    async def extend(self, jobs: Sequence[JobRow], lease_until: int) -> None:
        """Hold claimed jobs for longer."""
        await self.querier.batch(
            f"UPDATE jobs SET run_at = :lease_until {_HELD} AND run_at < :lease_until",
            [{"id": job.id, "attempts": job.attempts, "lease_until": lease_until} for job in jobs],
        )

    async def release(self, jobs: Sequence[JobRow]) -> None:
        """Give claimed jobs back that were not begun: they are due at once, and the claim does not count."""
        await self.querier.batch(
            f"UPDATE jobs SET run_at = 0, attempts = attempts - 1 {_HELD}",
            [{"id": job.id, "attempts": job.attempts} for job in jobs],
        )

    async def take_over(self, lane: str, now: int, lease_until: int) -> None:
        """Let everything in the lane be due that somebody who is gone may have claimed.

        A job that failed and waits for less than a lease looks the same and is tried a little earlier.
        """
        await self.querier.run(
            "UPDATE jobs SET run_at = :now"
            " WHERE lane = :lane AND dead_at IS NULL AND run_at > :now AND run_at <= :lease_until"
            " AND attempts > 0",
            lane=lane,
            now=now,
            lease_until=lease_until,
        )

    async def bury(self, job: JobRow, now: int, error: str) -> bool:
        """Give a claimed job up; it stays for the admin to see. Return False where the claim was lost."""
        buried = await self.querier.run(
            f"UPDATE jobs SET dead_at = :now, last_error = :error {_HELD}",
            id=job.id,
            attempts=job.attempts,
            now=now,
            error=error[:_MOST_ERROR],
        )
        return buried > 0

    async def next_run_at(self, lane: str) -> int | None:
        """Return when the next job of the lane falls due, or None where none waits."""
        run_at: int | None = await self.querier.value(
            "SELECT run_at FROM jobs WHERE lane = :lane AND dead_at IS NULL ORDER BY run_at, id LIMIT 1",
            lane=lane,
        )
        return run_at

    async def find_waiting(self, kind: str, unique_key: str) -> JobRow | None:
        """Return the job of a kind with a key, where nobody has claimed it yet."""
        row = await self.querier.maybe(
            "SELECT id, kind, lane, payload, attempts FROM jobs"
            " WHERE kind = :kind AND unique_key = :unique_key AND dead_at IS NULL AND attempts = 0",
            kind=kind,
            unique_key=unique_key,
        )
        return _job(row) if row is not None else None

    async def prune_dead(self, before: int) -> int:
        """Forget what was given up before the time; return how many."""
        return await self.querier.run("DELETE FROM jobs WHERE dead_at < :before", before=before)

    def _wake(self, job: JobRow) -> None:
        # What is claimed already concerns nobody else.
        if not job.attempts:
            self.querier.tell("jobs", job.lane)


def _values(job: JobRow, unique_key: str | None, run_at: int) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "lane": job.lane,
        "payload": job.payload,
        "unique_key": unique_key,
        "run_at": run_at,
        "attempts": job.attempts,
    }


def _job(row: Row) -> JobRow:
    return JobRow(
        id=row["id"],
        kind=row["kind"],
        lane=row["lane"],
        payload=row["payload"],
        attempts=row["attempts"],
    )
