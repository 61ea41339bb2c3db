"""One lane of the runner: takes new jobs, claims what is due, and keeps a bounded number of jobs going.

::

    made here, under our lease -----> waiting -> running (at most ``slots``) -> an end starts the next
                                        ^          (of those that take long, ``overflow`` more)
    wake or alarm -> claim up to 16 ----^
                          |
                          no more due: alarm at the next run_at

Invariants: at most one claim is under way; nothing is claimed while something waits here; what waits or
runs is held under a lease that the runner extends. While rows may be due that nobody has claimed, no new job
is taken past them: so the table is worked off in its order, and what waits here stays bounded. Between full
batches the lane rests for a millisecond, because a reactor that never rests starves the threads beside it.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
from twisted.internet.base import DelayedCall
from twisted.internet.task import deferLater
from twisted.logger import Logger

from gotosocial.errors import Trouble
from gotosocial.models.job_row import JobRow
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background

BATCH = 16
MOST_WAITING = 64
"""How many jobs wait here before new ones are left to the table."""
LARGEST_WAITING = 65_536
"""The longest payload, in characters, that comes here past the table; with the above it bounds the memory."""
LEASE_MILLIS = 60_000
SLOW_SECONDS = 2.0
"""A job that runs for longer waits for somebody else, and takes no slot from those that do not."""
_REST_SECONDS = 0.001
_SHORTEST_SLEEP = 0.05
_LONGEST_SLEEP = 60.0
_AFTER_ERROR = 5.0
_log = Logger()


@attrs.define(eq=False)
class LaneRunner:
    """Runs the jobs of one lane, at most ``slots`` at once.

    ``overflow``: so many more run while others have been running for long. They wait for other servers, which
    costs nothing here but their memory, and one server that never answers must not stop the lane.
    """

    name: str
    slots: int
    db: Database
    perform: Callable[[JobRow], Awaitable[int | None]]
    clock: Clock
    reactor: Any
    overflow: int = 0
    _background: Background = attrs.field(factory=Background, init=False)
    _waiting: deque[JobRow] = attrs.field(factory=deque, init=False)
    _running: dict[str, JobRow] = attrs.field(factory=dict, init=False)
    _begun_at: dict[str, float] = attrs.field(factory=dict, init=False)
    _is_open: bool = attrs.field(default=False, init=False)
    _is_woken: bool = attrs.field(default=False, init=False)
    _is_starting: bool = attrs.field(default=False, init=False)
    _is_claiming: bool = attrs.field(default=False, init=False)
    _is_flooded: bool = attrs.field(default=False, init=False)
    _is_cut_off: bool = attrs.field(default=False, init=False)
    _alarm: DelayedCall | None = attrs.field(default=None, init=False)
    _turn: DelayedCall | None = attrs.field(default=None, init=False)
    _patience: DelayedCall | None = attrs.field(default=None, init=False)

    def open(self) -> None:
        """Begin to claim."""
        self._is_open = True
        self.wake()

    def wake(self) -> None:
        """Look for due jobs now."""
        self._is_woken = True
        self._pump()

    def has_room(self, job: JobRow, on_the_way: int) -> bool:
        """Tell whether a new job may come here past the table, after those that are on the way."""
        if not self._is_open or self._is_woken or len(job.payload) > LARGEST_WAITING:
            return False
        return len(self._waiting) + on_the_way < MOST_WAITING

    def take(self, row: JobRow) -> None:
        """Run a new job that is held for this lane, in the next turn of the reactor.

        Not at once, so that whoever made it is answered first, and what follows from the commits of one turn
        shares the next one. One that comes after ``close`` has begun is given back by it.
        """
        self._waiting.append(row)
        if self._turn is None or not self._turn.active():
            self._turn = self.reactor.callLater(0, self._pump)

    async def close(self) -> None:
        """Claim no more, give back what waits, and let what runs come to its end."""
        self._is_open = False
        self._set_alarm(None)
        if self._patience is not None and self._patience.active():
            self._patience.cancel()
        await self.drain()
        self._set_alarm(None)
        if self._waiting:
            await self.db.jobs.release(list(self._waiting))
            self._waiting.clear()

    async def drain(self) -> None:
        """Wait until nothing runs here, and, while the lane is open, nothing waits."""
        self._pump()
        await self._background.drain()

    def held(self) -> list[JobRow]:
        """Return the jobs that run or wait here."""
        return [*self._running.values(), *self._waiting]

    def is_busy(self) -> bool:
        """Tell whether something runs here or is about to."""
        return bool(self._running or (self._is_open and self._waiting))

    async def claim(self) -> list[JobRow]:
        """Take up to a batch of due jobs."""
        now = self.clock.millis()
        return await self.db.jobs.claim(self.name, now, now + LEASE_MILLIS, BATCH)

    def start(self, row: JobRow) -> None:
        """Run a claimed job beside the others."""
        self._running[row.id] = row
        self._begun_at[row.id] = self.reactor.seconds()
        self._background.spawn(f"job {row.kind} {row.id}", self._run(row))

    def _pump(self) -> None:
        """Start what waits, as far as there are slots, and look for more where there may be more."""
        self._start_waiting()
        if self._wants_more() and not self._is_claiming:
            self._is_claiming = True
            self._background.spawn(f"lane {self.name}", self._claim_more())
        self._lose_patience_later()

    def _start_waiting(self) -> None:
        # A job that ends at once comes here again from within; the loop goes on for it.
        if self._is_starting:
            return
        self._is_starting = True
        try:
            while self._is_open and self._waiting and self._has_slot():
                self.start(self._waiting.popleft())
        finally:
            self._is_starting = False

    def _wants_more(self) -> bool:
        return self._is_open and self._is_woken and not self._waiting and self._has_slot()

    def _has_slot(self) -> bool:
        running = len(self._running)
        if running < self.slots or running >= self.slots + self.overflow:
            return running < self.slots
        young: float = self.reactor.seconds() - SLOW_SECONDS
        return sum(begun_at > young for begun_at in self._begun_at.values()) < self.slots

    def _lose_patience_later(self) -> None:
        """Look again when those that run now may count as slow."""
        is_wanted = self._is_open and (self._waiting or self._is_woken) and not self._has_slot()
        if self.overflow and is_wanted and (self._patience is None or not self._patience.active()):
            self._patience = self.reactor.callLater(SLOW_SECONDS, self._pump)

    async def _run(self, row: JobRow) -> None:
        due_again = None
        try:
            due_again = await self.perform(row)
        finally:
            del self._running[row.id], self._begun_at[row.id]
            if due_again is not None:
                self._look_by(due_again)
            self._pump()

    async def _claim_more(self) -> None:
        try:
            while self._wants_more():
                await self._refill()
                self._start_waiting()
        except Exception as error:
            self._complain(error)
            self._is_woken = True
            self._set_alarm(_AFTER_ERROR)
        finally:
            self._is_claiming = False
            self._lose_patience_later()

    async def _refill(self) -> None:
        if self._is_flooded:
            await deferLater(self.reactor, _REST_SECONDS)
        self._is_woken = False
        rows = await self.claim()
        self._is_cut_off = False
        self._waiting.extend(rows)
        self._is_flooded = len(rows) == BATCH
        if self._is_flooded:
            self._is_woken = True
        elif not self._is_woken:
            self._set_alarm(self._seconds_until(await self.db.jobs.next_run_at(self.name)))

    def _complain(self, error: Exception) -> None:
        """Say why nothing could be claimed; only once while the database is away, however long that is."""
        if not isinstance(error, Trouble):
            _log.failure("lane {name} could not claim", name=self.name)
        elif not self._is_cut_off:
            self._is_cut_off = True
            _log.warn("lane {name} cannot claim and goes on trying: {error}", name=self.name, error=error)

    def _look_by(self, run_at: int) -> None:
        """Look for due jobs at that time, unless the alarm rings before it."""
        wait, alarm = self._seconds_until(run_at), self._alarm
        if alarm is None or not alarm.active() or alarm.getTime() > self.reactor.seconds() + wait:
            self._set_alarm(wait)

    def _seconds_until(self, run_at: int | None) -> float:
        wait = _LONGEST_SLEEP if run_at is None else (run_at - self.clock.millis()) / 1000
        return min(max(wait, _SHORTEST_SLEEP), _LONGEST_SLEEP)

    def _set_alarm(self, seconds: float | None) -> None:
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        self._alarm = None if seconds is None else self.reactor.callLater(seconds, self.wake)
