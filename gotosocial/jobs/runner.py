"""The runner: every lane of this process, woken by the bus, with leases that are kept alive.

The problem: work that follows from a commit must happen although the process may die at any moment,
other processes look at the same table, and a flood of one sort must not hold up the others. The row is the
queue. A claim moves ``run_at`` forward by the lease (60 s), so a row whose process died falls due again by
itself; what is still going on is extended every 20 s. Every claim has a number, and whoever ends a job
must still hold that claim: a process that was asleep for too long cannot end, or write, anything twice.
A job that this process makes is held from its insertion and comes here from memory (``storage/handover.py``).

Failures: ``performer.py`` decides whether a job waits, recurs or is given up. A database that cannot be
reached makes a lane try again after a few seconds. A message that got lost costs a minute at most.
"""

from collections.abc import Mapping, Sequence

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall
from twisted.logger import Logger

from gotosocial.errors import Trouble
from gotosocial.jobs.kinds import Lane
from gotosocial.jobs.lane import LEASE_MILLIS, LaneRunner
from gotosocial.jobs.performer import Performer
from gotosocial.jobs.work import Works
from gotosocial.models.job_row import JobRow
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.stores import Database
from gotosocial.util import flow
from gotosocial.util.clock import Clock

SHARES: Mapping[Lane, int] = {
    Lane.OWN: 8,
    Lane.INBOUND: 8,
    Lane.CROWDED: 2,
    Lane.FETCHING: 4,
    Lane.MEDIA: 4,
    Lane.HOUSEKEEPING: 1,
}
"""How many jobs of each lane run at once in one process."""
OVERFLOW: Mapping[Lane, int] = {Lane.INBOUND: 32, Lane.CROWDED: 8, Lane.FETCHING: 12}
"""How many more do in lanes that wait for other servers, while those that run take long."""
_HEARTBEAT_SECONDS = LEASE_MILLIS / 3000
_log = Logger()


class Runner(Service):
    """Runs the jobs of the lanes it has a share for."""

    name = "jobs"

    def __init__(
        self,
        *,
        db: Database,
        works: Works,
        clock: Clock,
        reactor: IReactorTime,
        bus: Bus,
        shares: Mapping[Lane, int] = SHARES,
    ) -> None:
        self._db = db
        self._works = works
        self._clock = clock
        performer = Performer(db, works, clock, reactor)
        self._lanes = {
            lane.value: LaneRunner(
                lane.value, slots, db, performer.perform, clock, reactor, OVERFLOW.get(lane, 0)
            )
            for lane, slots in shares.items()
        }
        self._heart = LoopingCall(lambda: flow.start(self.extend_leases()))
        self._heart.clock = reactor
        bus.subscribe("jobs", self._woken)
        bus.subscribe(LOST, lambda _: self._wake_all())

    async def take_over(self) -> None:
        """Claim at once what a process that was killed had claimed, not when its lease ends.

        For the start. Should that process live after all, it loses its claims and cannot end them.
        """
        now = self._clock.millis()
        for lane in self._lanes:
            await self._db.jobs.take_over(lane, now, now + LEASE_MILLIS)

    def startService(self) -> None:
        """Begin to claim and run jobs."""
        super().startService()  # type: ignore[no-untyped-call]  # Twisted says no types here
        for lane in self._lanes.values():
            lane.open()
        self._db.handover.taker = self
        self._heart.start(_HEARTBEAT_SECONDS, now=False)

    def stopService(self) -> Deferred[None]:
        """Claim and take nothing more; fire when what runs has ended. Leases are kept until then.

        What was not begun is given back: whoever looks next has it at once, and no attempt counts.
        """
        super().stopService()  # type: ignore[no-untyped-call]  # Twisted says no types here
        return flow.start(self._stop())

    async def run_until_idle(self) -> None:
        """Run everything that is due now, one after the other, and what follows from it."""
        while True:
            for lane in self._lanes.values():
                await lane.drain()
            if not await self._run_due() and not any(lane.is_busy() for lane in self._lanes.values()):
                return

    def lease(self, job: JobRow, on_the_way: int) -> int | None:
        """Return until when the new job would be held here, or None where it is left to the table."""
        lane = self._lanes.get(job.lane)
        if lane is None or not lane.has_room(job, on_the_way) or self._works.kind_named(job.kind) is None:
            return None
        return self._clock.millis() + LEASE_MILLIS

    def take(self, jobs: Sequence[JobRow]) -> None:
        """Run jobs that were committed under a lease of ours."""
        for row in jobs:
            self._lanes[row.lane].take(row)

    async def extend_leases(self) -> None:
        """Hold for another minute whatever is claimed here; done by itself while the service runs."""
        held = [row for lane in self._lanes.values() for row in lane.held()]
        try:
            if held:
                await self._db.jobs.extend(held, self._clock.millis() + LEASE_MILLIS)
        except Trouble as trouble:
            _log.warn("the leases of {count} jobs wait: {error}", count=len(held), error=trouble)
        except Exception:
            _log.failure("the leases of {count} jobs could not be extended", count=len(held))

    async def _run_due(self) -> bool:
        found = False
        for lane in self._lanes.values():
            while rows := await lane.claim():
                found = True
                for row in rows:
                    lane.start(row)
                    await lane.drain()
        return found

    async def _stop(self) -> None:
        if self._db.handover.taker is self:
            self._db.handover.taker = None
        await flow.gather(*(lane.close() for lane in self._lanes.values()))
        if self._heart.running:
            self._heart.stop()

    def _woken(self, name: str) -> None:
        lane = self._lanes.get(name)
        if lane is not None:
            lane.wake()

    def _wake_all(self) -> None:
        for lane in self._lanes.values():
            lane.wake()
