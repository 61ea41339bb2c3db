"""A few connections that are shared: opened when needed, thrown away when they die, never repaired.

A dead connection leaves the pool as soon as its end is noticed, so the next statement gets another one or a
new one. While the server cannot be reached, those who ask wait for a while and then hear Overloaded: the time
counts from their asking, also for those who wait for their turn to try. So do those for whom no connection
comes free, because somebody locks what all of them want or the server is frozen.
"""

from collections import deque
from typing import Any

import attrs
import psycopg2
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionClosed
from twisted.internet.task import deferLater
from twisted.logger import Logger

from gotosocial.errors import Overloaded
from gotosocial.storage.engines.postgres_connect import Link, PostgresOptions
from gotosocial.util.backoff import delay

_PATIENCE_SECONDS = 10.0
_TURN_SECONDS = 30.0
CONNECT_ERRORS = (psycopg2.Error, OSError, ConnectionClosed)
_log = Logger()


@attrs.frozen(eq=False)
class Waiter:
    """Somebody who waits for a turn, and until when while the server cannot be reached."""

    until: float
    turn: Deferred[Link | None] = attrs.field(factory=Deferred)


class Pool:
    """Lends connections, at most ``options.connections`` at a time."""

    def __init__(self, reactor: Any, options: PostgresOptions) -> None:
        self._reactor = reactor
        self._options = options
        self._idle: list[Link] = []
        self._open = 0
        self._lent = 0
        self._waiting: deque[Waiter] = deque()
        self._drained: Deferred[None] | None = None

    async def acquire(self) -> Link:
        """Lend a connection; it must come back by ``release``. Raises Overloaded."""
        self._lent += 1
        try:
            return await self._next()
        except BaseException:
            self._returned()
            raise

    def release(self, link: Link) -> None:
        """Take a connection back; a dead one makes room for a new one."""
        waiter = self._waiting.popleft() if self._waiting else None
        if not link.is_open:
            self._open -= 1
            if waiter is not None:
                waiter.turn.callback(None)
        elif waiter is not None:
            waiter.turn.callback(link)
        else:
            self._idle.append(link)
        self._returned()

    async def stop(self) -> None:
        """Wait until everything came back and close it."""
        if self._lent:
            self._drained = Deferred()
            await self._drained
        while self._idle:
            self._idle.pop().give_up()

    async def _next(self) -> Link:
        until = self._reactor.seconds() + _PATIENCE_SECONDS
        while True:
            while self._idle:
                link = self._idle.pop()
                if link.is_open:
                    return link
                self._open -= 1
            if self._open < self._options.connections:
                return await self._connect(until)
            given = await self._turn(until)
            if given is not None and given.is_open:
                return given
            if given is not None:
                self._open -= 1

    async def _turn(self, until: float) -> Link | None:
        waiter = Waiter(until)
        self._waiting.append(waiter)
        limit = self._reactor.callLater(_TURN_SECONDS, self._turn_away, waiter)
        try:
            return await waiter.turn
        finally:
            if limit.active():
                limit.cancel()
            # Who leaves early must not be given what nobody would give back.
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    async def _connect(self, until: float) -> Link:
        self._open += 1
        attempt = 0
        try:
            while True:
                link = Link(self._reactor, lost=self._was_lost)
                try:
                    await link.open(self._options)
                except CONNECT_ERRORS as error:
                    link.give_up()
                    attempt += 1
                    if self._reactor.seconds() > until:
                        self._send_away(error)
                        raise _unreachable(error) from error
                    await deferLater(self._reactor, delay(attempt, first=0.05, cap=1))
                except BaseException:
                    link.give_up()
                    raise
                else:
                    return link
        except BaseException:
            self._open -= 1
            if self._waiting:
                # Whoever waits finds out for himself that there is no server.
                self._waiting.popleft().turn.callback(None)
            raise

    def _send_away(self, error: Exception) -> None:
        """Let those who have waited as long hear the same; trying again for each would take ever longer."""
        now = self._reactor.seconds()
        for waiter in [waiter for waiter in self._waiting if waiter.until < now]:
            self._waiting.remove(waiter)
            waiter.turn.errback(_unreachable(error))

    def _turn_away(self, waiter: Waiter) -> None:
        self._waiting.remove(waiter)
        waiter.turn.errback(Overloaded(detail="no connection to the database came free"))

    def _returned(self) -> None:
        self._lent -= 1
        if not self._lent and self._drained is not None:
            drained, self._drained = self._drained, None
            drained.callback(None)

    def _was_lost(self, link: Link) -> None:
        if link in self._idle:
            self._idle.remove(link)
            self._open -= 1
            _log.warn("a connection to the database was lost")


def _unreachable(error: Exception) -> Overloaded:
    return Overloaded(detail=f"the database cannot be reached: {error}")
