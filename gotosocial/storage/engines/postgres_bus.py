"""Messages between processes: LISTEN on a connection of its own.

A message is sent by ``pg_notify`` inside the transaction, so nobody hears of what was rolled back. Our own
process was told at the COMMIT already and ignores its echo. While the connection is down messages are
missed: everybody is told so when it goes and again when it is back.
"""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger

from gotosocial.storage.bus import Bus
from gotosocial.storage.engines.postgres_connect import Link, PostgresOptions
from gotosocial.storage.engines.postgres_pool import CONNECT_ERRORS
from gotosocial.storage.engines.postgres_transaction import CHANNEL
from gotosocial.util.backoff import delay
from gotosocial.util.flow import Background

_log = Logger()


class PostgresListener:
    """Hears what other processes tell and passes it on over the bus of this one."""

    def __init__(self, reactor: Any, options: PostgresOptions, bus: Bus, tag: str) -> None:
        self._reactor = reactor
        self._options = options
        self._bus = bus
        self._tag = tag
        self._link: Link | None = None
        self._background = Background()
        self._pause: Deferred[None] | None = None
        self._is_stopped = False

    async def start(self) -> None:
        """Begin to listen; raise the driver's error when that is not possible."""
        link = Link(self._reactor, lost=self._was_lost, heard=self._heard)
        try:
            await link.open(self._options)
            await link.send(f"LISTEN {CHANNEL}".encode())
        except BaseException:
            link.give_up()
            raise
        self._link = link

    async def stop(self) -> None:
        """Stop listening."""
        self._is_stopped = True
        if self._pause is not None:
            self._pause.cancel()
        await self._background.drain()
        if self._link is not None:
            self._link.give_up()

    def _heard(self, payload: str) -> None:
        tag, _, message = payload.partition("|")
        topic, _, key = message.partition("|")
        if tag != self._tag:
            self._bus.deliver(topic, key)

    def _was_lost(self, link: Link) -> None:
        if link is self._link and not self._is_stopped:
            self._link = None
            _log.warn("the bus was lost; caches are dropped until it is back")
            self._bus.lost()
            self._background.spawn("bus", self._come_back())

    async def _come_back(self) -> None:
        attempt = 0
        while not self._is_stopped:
            try:
                await self.start()
            except CONNECT_ERRORS as error:
                attempt += 1
                _log.warn("the bus cannot be reached: {error}", error=error)
                self._pause = deferLater(self._reactor, delay(attempt, first=0.1, cap=10))
                await self._pause
            else:
                self._bus.lost()
                return
