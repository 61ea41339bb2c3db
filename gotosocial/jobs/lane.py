"""One lane of the runner: claims what is due and keeps a bounded number of jobs going.

::

    wake or alarm -> claim up to 16 -> waiting -> running (at most ``slots``) -> an end starts the next
                          |
                          no more due: alarm at the next run_at

Invariants: at most one claim is under way; nothing is claimed while something waits here; what waits or
runs is held under a lease that the runner extends. Between full batches it rests for a millisecond, because
a reactor that never rests starves the threads beside it.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
from twisted.internet.base import DelayedCall
from twisted.internet.task import deferLater
from twisted.logger import Logger

from gotosocial.models.job_row import JobRow
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background

BATCH = 16
LEASE_MILLIS = 60_000
_REST_SECONDS = 0.001
_SHORTEST_SLEEP = 0.05
_LONGEST_SLEEP = 60.0
_AFTER_ERROR = 5.0
_log = Logger()


@attrs.define(eq=False)
class LaneRunner:
    """Runs the jobs of one lane, at most ``slots`` at once."""

    name: str
    slots: int
    db: Database
    perform: Callable[[JobRow], Awaitable[None]]
    clock: Clock
    reactor: Any
    _background: Background = attrs.field(factory=Background, init=False)
    _waiting: deque[JobRow] = attrs.field(factory=deque, init=False)
    _running: dict[int, JobRow] = attrs.field(factory=dict, init=False)
    _is_open: bool = attrs.field(default=False, init=False)
    _is_woken: bool = attrs.field(default=False, init=False)
    _is_pumping: bool = attrs.field(default=False, init=False)
    _is_flooded: bool = attrs.field(default=False, init=False)
    _alarm: DelayedCall | None = attrs.field(default=None, init=False)

    def open(self) -> None:
        """Begin to claim."""
        self._is_open = True
        self.wake()

    def wake(self) -> None:
        """Look for due jobs now."""
        self._is_woken = True
        self._pump()

    async def close(self) -> None:
        """Claim no more, give back what waits, and let what runs come to its end."""
        self._is_open = False
        self._set_alarm(None)
        await self.drain()
        self._set_alarm(None)
        if self._waiting:
            await self.db.jobs.release(list(self._waiting))
            self._waiting.clear()

    async def drain(self) -> None:
        """Wait until nothing runs here."""
        await self._background.drain()

    def held(self) -> list[JobRow]:
        """Return the jobs that are claimed here."""
        return [*self._running.values(), *self._waiting]

    async def claim(self) -> list[JobRow]:
        """Take up to a batch of due jobs."""
        now = self.clock.millis()
        return await self.db.jobs.claim(self.name, now, now + LEASE_MILLIS, BATCH)

    def start(self, row: JobRow) -> None:
        """Run a claimed job beside the others."""
        self._running[row.id] = row
        self._background.spawn(f"job {row.kind} {row.id}", self._run(row))

    def _pump(self) -> None:
        if self._is_open and not self._is_pumping:
            self._is_pumping = True
            self._background.spawn(f"lane {self.name}", self._keep_going())

    async def _run(self, row: JobRow) -> None:
        try:
            await self.perform(row)
        finally:
            del self._running[row.id]
            self._pump()

    async def _keep_going(self) -> None:
        try:
            while self._is_open and self._has_work():
                if self._waiting:
                    self.start(self._waiting.popleft())
                else:
                    await self._refill()
        except Exception:
            _log.failure("lane {name} could not claim", name=self.name)
            self._is_woken = True
            self._set_alarm(_AFTER_ERROR)
        finally:
            self._is_pumping = False

    def _has_work(self) -> bool:
        return len(self._running) < self.slots and bool(self._waiting or self._is_woken)

    async def _refill(self) -> None:
        if self._is_flooded:
            await deferLater(self.reactor, _REST_SECONDS)
        self._is_woken = False
        rows = await self.claim()
        self._waiting.extend(rows)
        self._is_flooded = len(rows) == BATCH
        if self._is_flooded:
            self._is_woken = True
        elif not self._is_woken:
            await self._sleep()

    async def _sleep(self) -> None:
        run_at = await self.db.jobs.next_run_at(self.name)
        wait = _LONGEST_SLEEP if run_at is None else (run_at - self.clock.millis()) / 1000
        self._set_alarm(min(max(wait, _SHORTEST_SLEEP), _LONGEST_SLEEP))

    def _set_alarm(self, seconds: float | None) -> None:
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        self._alarm = None if seconds is None else self.reactor.callLater(seconds, self.wake)
