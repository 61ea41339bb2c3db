"""The sender: decides which destinations have their turn, and gives it to them.

The problem: a post goes to hundreds of servers, some of which are slow, ill or gone, and nothing may be
lost, sent twice without need, overtaken, or held up by somebody else's trouble. The rows are the queue; here
is only who may run::

    COMMIT -> bus -> wanted hosts -> turns (``at_once`` hosts) -> batch.py -> courier.py -> POST
                         ^                                           |
                  alarm: host's time, row's time, a minute      ledger.py: the result, at once

Invariants: one turn per host, in one process (``shares.py``). Hosts that failed last time have few of the
turns, so that the dead do not keep the living waiting. A message that got lost costs a minute at most,
because all hosts for which something waits are listed again by then. After kill -9 only what was under way is
sent twice: at most four things for each host that had its turn.
"""

from collections.abc import Iterable
from typing import Any

from twisted.application.service import Service
from twisted.internet.base import DelayedCall
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.logger import Logger

from gotosocial.errors import Trouble
from gotosocial.federation.sender.batch import Batch, Post, drop_all
from gotosocial.federation.sender.destinations import Destinations
from gotosocial.federation.sender.shares import RENEW_SECONDS, Shares
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.deliveries import TOPIC
from gotosocial.util import flow
from gotosocial.util.flow import Background

HOSTS_PER_WORKER = 16
MOST_AT_ONCE = 128
MOST_PROBES = 6
"""Turns of hosts that failed last time: fewer than there are threads that look up names."""
STARTED_PER_TURN = 16
LONGEST_SLEEP = 60.0
SHORTEST_SLEEP = 0.05
AFTER_ERROR = 5.0
ROWS_RELEASED_AT_ONCE = 500
_log = Logger()


def hosts_at_once(multiplier: int, cpus: int) -> int:
    """Return how many hosts have their turn at the same time (``advanced-sender-multiplier``).

    What the option counts elsewhere are workers that wait for one answer each. Waiting costs nothing here, so
    each of them stands for several hosts.
    """
    if multiplier < 1:
        return 1
    return min(max(1, multiplier * cpus) * HOSTS_PER_WORKER, MOST_AT_ONCE)


class DeliverySender(Service):
    """Sends what waits in ``deliveries``; starts and stops with the process."""

    name = "deliveries"

    def __init__(
        self, *, post: Post, destinations: Destinations, shares: Shares, bus: Bus, reactor: Any, at_once: int
    ) -> None:
        self._post = post
        self._destinations = destinations
        self._shares = shares
        self._reactor = reactor
        self._at_once = at_once
        self._wanted: dict[str, None] = {}
        self._probes: dict[str, None] = {}
        self._running: dict[str, Batch] = {}
        self._background = Background()
        self._is_open = False
        self._is_looking = False
        self._alarm: DelayedCall | None = None
        self._pump_call: DelayedCall | None = None
        self._heart = LoopingCall(lambda: flow.start(self._renew()))
        self._heart.clock = reactor
        bus.subscribe(TOPIC, self._told)
        bus.subscribe("domains", lambda _: self._changed())
        bus.subscribe(LOST, lambda _: self._changed())
        destinations.when_well(lambda host: self._want([host]))

    def startService(self) -> None:
        """Begin to send."""
        super().startService()  # type: ignore[no-untyped-call]  # Twisted says no types here
        self._is_open = True
        self._heart.start(RENEW_SECONDS, now=True)
        self._background.spawn("deliveries", self._look())

    def stopService(self) -> Deferred[None]:
        """Begin nothing more; fire when what is under way has ended and is written."""
        super().stopService()  # type: ignore[no-untyped-call]  # Twisted says no types here
        return flow.start(self._stop())

    async def run_until_idle(self) -> None:
        """Send everything that may be sent now, and return when nothing more can be."""
        if not self._is_open:
            self._is_open = True
            await self._shares.renew()
        await self._background.drain()
        await self._look()
        while self._pump_call is not None or self._background.names():
            self._pump()
            await self._background.drain()
        if not self.running:
            self._set_alarm(None)

    def _told(self, key: str) -> None:
        if not key:
            self._changed()
            return
        hosts = key.split(" ")
        for host in hosts:
            self._destinations.has_news(host)
        self._want(hosts)

    def _changed(self) -> None:
        """Forget what was read and look at everything again."""
        for batch in self._running.values():
            batch.forget()
        if self._is_open:
            self._background.spawn("deliveries", self._look())

    def _want(self, hosts: Iterable[str]) -> None:
        if not self._is_open:
            return
        for host in hosts:
            batch = self._running.get(host)
            if batch is not None:
                batch.more()
            elif self._destinations.is_failing(host):
                self._probes[host] = None
            else:
                self._wanted[host] = None
        # Not within the call: whoever committed something should not wait for signatures.
        self._pump_soon()

    def _pump_soon(self) -> None:
        if self._pump_call is None and self._is_open:
            self._pump_call = self._reactor.callLater(0, self._pump)

    def _pump(self) -> None:
        if self._pump_call is not None and self._pump_call.active():
            self._pump_call.cancel()
        self._pump_call = None
        started = 0
        while self._is_open and (host := self._next()):
            if self._may_serve(host):
                started += 1
                batch = Batch(host, self._post, self._shares.is_mine, self._destinations.is_failing(host))
                self._running[host] = batch
                self._background.spawn(f"deliveries to {host}", self._serve(batch))
            if started == STARTED_PER_TURN:
                # A signature takes 0.3 ms: others have their turn before the next ones.
                self._pump_soon()
                return

    def _may_serve(self, host: str) -> bool:
        return host not in self._running and self._shares.is_mine(host) and self._destinations.may_try(host)

    def _next(self) -> str:
        """Take the next host whose turn it is, an empty text where it is nobody's."""
        if len(self._running) >= self._at_once:
            return ""
        if self._wanted:
            return _taken(self._wanted)
        probes = sum(batch.is_probe for batch in self._running.values())
        is_room = probes < max(1, min(MOST_PROBES, self._at_once // 2))
        return _taken(self._probes) if self._probes and is_room else ""

    async def _serve(self, batch: Batch) -> None:
        try:
            await batch.run()
        except Exception:
            _log.failure("deliveries to {host} were cut short", host=batch.host)
            batch.has_more = False
            self._set_alarm(AFTER_ERROR)
        finally:
            del self._running[batch.host]
        if batch.has_more:
            self._want([batch.host])
        self._pump()
        if self._destinations.is_failing(batch.host) or not self._running:
            self._sleep_at_most(self._destinations.seconds_to_next())

    async def _look(self) -> None:
        """Find every host for which something may be sent now, and set the alarm for the next time."""
        if self._is_looking:
            return
        self._is_looking = True
        deliveries = self._post.db.deliveries
        try:
            now = self._post.clock.millis()
            next_row = await deliveries.next_retry_at()
            if next_row is not None and next_row <= now:
                await deliveries.release(now, ROWS_RELEASED_AT_ONCE)
                next_row = await deliveries.next_retry_at()
            hosts = await deliveries.hosts()
            await self._drop_blocked(hosts)
            self._want(hosts)
            self._set_alarm(LONGEST_SLEEP)
            self._sleep_at_most(self._destinations.seconds_to_next())
            self._sleep_at_most(None if next_row is None else (next_row - now) / 1000)
        except Exception as error:
            _complain("the waiting deliveries could not be listed", error)
            self._set_alarm(AFTER_ERROR)
        finally:
            self._is_looking = False

    async def _drop_blocked(self, hosts: Iterable[str]) -> None:
        """Drop what waits for blocked hosts that fail: until their time they would be thought to be waited
        for, and sent to where the block ends before.
        """
        for host in hosts:
            is_asleep = self._destinations.is_failing(host) and host not in self._running
            if is_asleep and self._shares.is_mine(host) and await self._post.is_blocked(host):
                await drop_all(self._post, host)

    def _sleep_at_most(self, seconds: float | None) -> None:
        is_sooner = self._alarm is None or not self._alarm.active()
        if seconds is not None and (is_sooner or self._seconds_left() > seconds):
            self._set_alarm(max(seconds, SHORTEST_SLEEP))

    def _seconds_left(self) -> float:
        return 0.0 if self._alarm is None else self._alarm.getTime() - self._reactor.seconds()

    def _set_alarm(self, seconds: float | None) -> None:
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        self._alarm = None
        if seconds is not None and self._is_open:
            self._alarm = self._reactor.callLater(seconds, self._woken)

    def _woken(self) -> None:
        self._background.spawn("deliveries", self._look())

    async def _renew(self) -> None:
        try:
            if await self._shares.renew():
                await self._look()
        except Exception as error:
            _complain("the shares of deliveries could not be renewed", error)

    async def _stop(self) -> None:
        self._is_open = False
        self._wanted.clear()
        self._probes.clear()
        self._set_alarm(None)
        self._pump()
        for batch in self._running.values():
            batch.stop()
        await self._background.drain()
        if self._heart.running:
            self._heart.stop()
        await self._shares.release()


def _taken(hosts: dict[str, None]) -> str:
    host = next(iter(hosts))
    del hosts[host]
    return host


def _complain(what: str, error: Exception) -> None:
    """Log what failed: in one line where the reason has a name, as when the database is away."""
    if isinstance(error, Trouble):
        _log.warn("{what}: {error}", what=what, error=error)
    else:
        _log.failure("{what}", what=what)
