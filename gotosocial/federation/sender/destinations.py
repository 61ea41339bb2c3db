"""How the hosts that we send to stand, in memory: only those that fail are known here.

A host that fails is left alone for longer and longer, at most half a day, for as long as it takes: seconds
become minutes, and from the ninth try on hours. Retry-After is kept to, up to a day. After 14 days of failing
nothing new is queued for it, and what waits is tried once a day. That ends when it answers, and at once
when it sends us a request whose signature holds.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
from twisted.logger import Logger

from gotosocial.models.destination import Destination
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.destinations import TOPIC
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.backoff import delay
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background
from gotosocial.util.lru import Lru

FIRST_SECONDS = 15.0
LONGEST_SECONDS = 12 * 3600.0
LONGEST_ASKED_FOR = 24 * 3600.0
PARKED_AFTER = timedelta(days=14)
PARKED_SECONDS = 24 * 3600.0
UNASKED_FOR = timedelta(days=2)
"""A host that nobody had anything for since its time came has not failed all the while."""
CONTACT_SECONDS = 60.0
"""How often contact may end the waiting of a host that goes on failing."""
OK_WRITTEN_EVERY = 3600.0
"""How often it is written that a host is well."""
_JITTER = 0.3
_log = Logger()


@attrs.define(eq=False)
class Destinations:
    """Hosts that fail, by name; ``listen`` and ``load`` come before all else."""

    db: Database
    clock: Clock
    background: Background
    _failing: dict[str, Destination] = attrs.field(factory=dict, init=False)
    _unsure: set[str] = attrs.field(factory=set, init=False)
    _listeners: list[Callable[[str], Any]] = attrs.field(factory=list, init=False)
    _heard: Lru[str, float] = attrs.field(factory=lambda: Lru(4096), init=False)
    _well: Lru[str, float] = attrs.field(factory=lambda: Lru(4096), init=False)

    def listen(self, bus: Bus) -> None:
        """Hear what other processes find out."""
        bus.subscribe(TOPIC, lambda host: self.background.spawn("destination", self._reload(host)))
        bus.subscribe(LOST, lambda _: self.background.spawn("destinations", self.load()))

    def when_well(self, call: Callable[[str], Any]) -> None:
        """Call with the name of every host that may be sent to again."""
        self._listeners.append(call)

    async def load(self) -> None:
        """Read which hosts fail."""
        self._failing = {one.host: one for one in await self.db.destinations.list_failing()}

    async def alive(self, host: str) -> None:
        """Send at once to a host that has proved that it is alive; returns without waiting for anything."""
        if host in self._failing and self._may_hear(host):
            self.background.spawn(f"contact with {host}", self.resume(host))

    async def resume(self, host: str) -> None:
        """Forget that the host failed."""

        async def deed(t: Transaction) -> None:
            await t.destinations.resume(host)

        await self.db.transact(deed)

    def is_parked(self, host: str) -> bool:
        """Tell whether the host has been dead for so long that nothing is queued for it."""
        known = self._failing.get(host)
        return known is not None and known.is_parked

    def is_failing(self, host: str) -> bool:
        """Tell whether the host failed last time."""
        return host in self._failing

    def may_try(self, host: str) -> bool:
        """Tell whether the host is well, or its time has come."""
        known = self._failing.get(host)
        return known is None or known.retry_at is None or known.retry_at <= self.clock.now()

    def seconds_to_next(self) -> float | None:
        """Return when the next host that fails may be tried, or None."""
        now = self.clock.now()
        later = [one.retry_at for one in self._failing.values() if one.retry_at and one.retry_at > now]
        return (min(later) - now).total_seconds() if later else None

    def has_news(self, host: str) -> None:
        """Let a host be tried at once, for which something new waits, and that may be well."""
        if host in self._unsure and host in self._failing:
            self._failing[host] = attrs.evolve(self._failing[host], retry_at=None)

    async def failed(
        self, host: str, words: str, retry_after: float | None = None, *, is_unsure: bool = False
    ) -> None:
        """Leave the host alone for a while; ``is_unsure``: only until something new waits for it."""
        now = self.clock.now()
        known = self._failing.get(host)
        known = None if known is not None and _is_long_ago(known, now) else known
        since = known.failing_since if known is not None and known.failing_since else now
        failures = known.failures + 1 if known is not None else 1
        is_parked = now - since >= PARKED_AFTER
        wait = PARKED_SECONDS if is_parked else _wait(failures, retry_after)
        failing = Destination(
            host=host,
            failing_since=since,
            retry_at=now + timedelta(seconds=wait),
            failures=failures,
            is_parked=is_parked,
            last_error=words,
        )
        if known is None:
            _log.info("{host} does not take deliveries, they wait for it: {words}", host=host, words=words)
        elif is_parked and not known.is_parked:
            _log.info("{host} has failed for 14 days: nothing new is queued for it", host=host)
        self._failing[host] = failing
        (self._unsure.add if is_unsure else self._unsure.discard)(host)

        async def deed(t: Transaction) -> None:
            await t.destinations.failed(failing)

        await self.db.transact(deed)

    async def well(self, host: str) -> None:
        """Note that the host took something; written now and then, and whenever it had failed."""
        was_failing = self._failing.pop(host, None) is not None
        self._unsure.discard(host)
        now, written = self.clock.monotonic(), self._well.get(host)
        if not was_failing and written is not None and now - written < OK_WRITTEN_EVERY:
            return
        self._well.put(host, now)
        if was_failing:
            _log.info("{host} takes deliveries again", host=host)

        async def deed(t: Transaction) -> None:
            await t.destinations.well(host, self.clock.now(), was_failing=was_failing)

        await self.db.transact(deed)

    def _may_hear(self, host: str) -> bool:
        now, last = self.clock.monotonic(), self._heard.get(host)
        if last is not None and now - last < CONTACT_SECONDS:
            return False
        self._heard.put(host, now)
        return True

    async def _reload(self, host: str) -> None:
        found = (await self.db.destinations.get_many([host])).get(host)
        if found is not None and found.failing_since is not None:
            self._failing[host] = found
            return
        self._failing.pop(host, None)
        for call in self._listeners:
            call(host)


def _is_long_ago(known: Destination, now: datetime) -> bool:
    """Tell whether nobody has asked the host since it last failed: then nobody knows how it was meanwhile."""
    return not known.is_parked and known.retry_at is not None and now - known.retry_at > UNASKED_FOR


def _wait(failures: int, retry_after: float | None) -> float:
    wait = delay(failures, first=FIRST_SECONDS, cap=LONGEST_SECONDS / (1 + _JITTER), jitter=_JITTER)
    if retry_after is None:
        return wait
    # Whoever names a time is believed, but not every second: a little jitter, and no less than a quarter hour
    # once it has said so many times.
    asked = min(retry_after, LONGEST_ASKED_FOR) * random.uniform(1.0, 1.1)
    return max(asked, min(wait, 900.0))
