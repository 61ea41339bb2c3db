"""Kinds of jobs and works for tests of the runner."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import attrs
from twisted.internet import reactor

from gotosocial.jobs.kinds import Job, Lane
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.runner import Runner
from gotosocial.jobs.work import Finish, Works
from gotosocial.models.job_row import JobRow
from gotosocial.storage.bus import Bus
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import an_id
from tests.support.clocks import MovedClock


@attrs.frozen(kw_only=True)
class CountUp(Job):
    """Adds one to the replies of a status, in the transaction that ends the job."""

    first_delay: ClassVar[float] = 10
    max_attempts: ClassVar[int] = 3
    cap: ClassVar[float] = 15
    status_id: str


@attrs.frozen(kw_only=True)
class Walk(Job):
    """An errand of the test's making."""

    first_delay: ClassVar[float] = 10
    max_attempts: ClassVar[int] = 3
    cap: ClassVar[float] = 15
    name: str = ""


@attrs.frozen(kw_only=True)
class HurriedWalk(Walk):
    """An errand that may not take long."""

    time_limit: ClassVar[float] = 0.01


@attrs.frozen(kw_only=True)
class Fetch(Walk):
    """An errand in another lane."""

    lane: ClassVar[Lane] = Lane.FETCHING


@attrs.frozen(kw_only=True)
class Sweep(Job):
    """A job that recurs every hour."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 3600


class CountingUp:
    """Does CountUp; ``afterwards`` is called within the transaction."""

    def __init__(self, afterwards: Callable[[], object] = lambda: None) -> None:
        self._afterwards = afterwards

    async def apply(self, t: Transaction, job: CountUp) -> None:
        await t.statuses.change_counts(job.status_id, replies=1)
        self._afterwards()


class Walking:
    """Does any errand by awaiting what the test says for it; remembers the names in their order."""

    def __init__(self, walk: Callable[[Any, Finish], Awaitable[object]] | None = None) -> None:
        self._walk = walk
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def run(self, job: Walk, finish: Finish) -> None:
        self.begun.append(job.name)
        if self._walk is not None:
            await self._walk(job, finish)
        self.ended.append(job.name)


class Sweeping:
    """Does Sweep; fails while ``error`` is set."""

    def __init__(self) -> None:
        self.times = 0
        self.error: Exception | None = None

    async def apply(self, t: Transaction, job: Sweep) -> None:
        self.times += 1
        if self.error is not None:
            raise self.error


def errands(walking: Walking) -> Works:
    """Return works where every errand is done by the same."""
    return Works(errands=dict.fromkeys((Walk, HurriedWalk, Fetch), walking))


def a_runner(db: Database, works: Works, clock: MovedClock | None = None, bus: Bus | None = None) -> Runner:
    """Return a runner that was not started."""
    return Runner(db=db, works=works, clock=clock or MovedClock(), reactor=reactor, bus=bus or Bus())


def a_row(kind: str, lane: str = "own", payload: str = "{}") -> JobRow:
    """Return a job that nobody has claimed."""
    return JobRow(id=an_id(), kind=kind, lane=lane, payload=payload, attempts=0)


async def put(db: Database, *jobs: Job, **settings: Any) -> None:
    """Enqueue the jobs in one transaction."""

    async def deed(t: Transaction) -> None:
        for job in jobs:
            await enqueue(t, job, **settings)

    await db.transact(deed)


async def waiting(db: Database) -> int:
    """Return how many jobs wait, run or are dead."""
    return len(await db.querier.all("SELECT id FROM jobs"))


@attrs.frozen(kw_only=True)
class DeadJob:
    """A job that was given up, and why."""

    id: str
    kind: str
    attempts: int
    last_error: str


async def dead_jobs(db: Database) -> list[DeadJob]:
    """Return the jobs that were given up, the latest first."""
    rows = await db.engine.reads.all(
        "SELECT id, kind, attempts, last_error FROM jobs"
        " WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC"
    )
    return [DeadJob(**{name: row[name] for name in attrs.fields_dict(DeadJob)}) for row in rows]
