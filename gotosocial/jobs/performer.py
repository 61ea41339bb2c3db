"""One attempt at one job: read it, do it, and say in its row how that ended.

The work of a consequence and the deletion of its row commit together, so that its effect in the database
happens exactly once, whenever the process dies. An errand that is cut off runs again from its beginning.
Nothing that fails here escapes: the row keeps the reason and waits, or is given up, or, where not even that
could be written, falls due again when its lease ends.
"""

from contextlib import suppress
from typing import Any

import attrs
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from gotosocial.errors import Trouble, TryAgainLater
from gotosocial.jobs.kinds import Hopeless, Job, read_job
from gotosocial.jobs.work import ClaimLost, Works
from gotosocial.models.job_row import JobRow
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import backoff, flow
from gotosocial.util.clock import Clock

_log = Logger()


@attrs.frozen
class Performer:
    """Does claimed jobs, one per call."""

    db: Database
    works: Works
    clock: Clock
    reactor: IReactorTime

    async def perform(self, row: JobRow) -> int | None:
        """Make one attempt; return when the job falls due again (milliseconds), or None. Never raises."""
        kind = self.works.kind_named(row.kind)
        try:
            try:
                if kind is None:
                    raise Hopeless(f"nothing here does jobs of the kind {row.kind}")
                if row.attempts > kind.max_attempts and kind.every is None:
                    raise Hopeless("the process ended during every attempt")
                await self._limited(row, read_job(kind, row.payload))
            except Exception as error:
                return await self._failed(row, kind or Job, error)
        except Exception:
            _log.failure("the end of job {kind} {id} was not noted", kind=row.kind, id=row.id)
        return None

    async def _limited(self, row: JobRow, job: Job) -> None:
        await flow.timeout(flow.start(self._work(row, job)), job.time_limit, self.reactor)

    async def _work(self, row: JobRow, job: Job) -> None:
        if (consequence := self.works.consequences.get(type(job))) is not None:

            async def deed(t: Transaction) -> None:
                # First of all, so that a lost claim is noticed before anything is done.
                await self._finish(t, row, job)
                await consequence.apply(t, job)

            await self.db.transact(deed)
        else:
            await self._run_errand(row, job)

    async def _run_errand(self, row: JobRow, job: Job) -> None:
        is_finished = False

        def committed() -> None:
            nonlocal is_finished
            is_finished = True

        async def finish(t: Transaction) -> None:
            await self._finish(t, row, job)
            t.afterwards(committed)

        await self.works.errands[type(job)].run(job, finish)
        if not is_finished:
            await self.db.transact(finish)

    async def _finish(self, t: Transaction, row: JobRow, job: Job) -> None:
        if job.every is None:
            held = await t.jobs.finish(row)
        else:
            held = await t.jobs.renew(row, self._after(job.every))
        if not held:
            raise ClaimLost(detail=f"{row.kind} {row.id}")

    async def _failed(self, row: JobRow, kind: type[Job], error: Exception) -> int | None:
        said: dict[str, Any] = {"kind": row.kind, "id": row.id, "error": error}
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, ClaimLost):
            _log.info("job {kind} {id} was taken over by another process", **said)
            return None
        if isinstance(error, TryAgainLater):
            run_at = self._after(error.after)
            await self.db.jobs.put_off(row, run_at, reason)
            return run_at
        if kind.every is None and (row.attempts >= kind.max_attempts or isinstance(error, Hopeless)):
            _log.failure("job {kind} {id} is given up", **said)
            await self._give_up(row, kind, reason)
            return None
        run_at = self._after(self._wait(row, kind, error, said))
        await self.db.jobs.postpone(row, run_at, reason)
        return run_at

    async def _give_up(self, row: JobRow, kind: type[Job], reason: str) -> None:
        """Leave the job as a dead row; whoever counts on its end hears of it in the same transaction."""
        told, job = self.works.given_up.get(kind), None
        if told is not None:
            with suppress(Hopeless):  # nobody can be told of what cannot be read
                job = read_job(kind, row.payload)

        async def deed(t: Transaction) -> None:
            if await t.jobs.bury(row, self.clock.millis(), reason) and told is not None and job is not None:
                await told(t, job)

        await self.db.transact(deed)

    def _wait(self, row: JobRow, kind: type[Job], error: Exception, said: dict[str, Any]) -> float:
        """Return the seconds until the next attempt, and log why there has to be one."""
        if kind.every is not None:
            _log.failure("job {kind} {id} failed and waits for its next time", **said)
            return kind.every
        if not isinstance(error, Trouble):
            _log.failure("job {kind} {id} met an error that nobody expected", **said)
        wait = backoff.delay(row.attempts, first=kind.first_delay, cap=kind.cap)
        _log.info("job {kind} {id} failed and runs again in {wait:.0f} s: {error}", wait=wait, **said)
        return wait

    def _after(self, seconds: float) -> int:
        return self.clock.millis() + int(seconds * 1000)
