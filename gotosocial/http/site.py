"""The listener's factory: makes connections, watches their time limits, and stops gracefully."""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import ServerFactory
from twisted.internet.task import deferLater

from gotosocial.http.access_log import AccessLog
from gotosocial.http.carrier import Carry
from gotosocial.http.channel import Channel
from gotosocial.http.forms import DISCARD_LIMIT
from gotosocial.http.pipeline import Pipeline
from gotosocial.util.clock import Clock

_SWEEP_EVERY = 1.0
_LOOK_EVERY = 0.05


class Site(ServerFactory[Channel]):
    """Serves all doors on every port it is given to. ``reactor`` is for timers only."""

    noisy = False
    displayTracebacks = False
    readable_refused_body = DISCARD_LIMIT

    def __init__(self, pipeline: Pipeline, carry: Carry, log: AccessLog, clock: Clock, reactor: Any) -> None:
        self.pipeline = pipeline
        self.carry = carry
        self.reactor = reactor
        self.now = clock.monotonic
        self.channels: set[Channel] = set()
        self.is_draining = False
        self._log = log
        self._sweeping: Any = None

    def buildProtocol(self, addr: Any) -> Channel:
        """Make the connection's protocol."""
        channel = Channel()
        channel.site = self
        channel.factory = self
        return channel

    def startFactory(self) -> None:
        """Begin to watch the time limits."""
        self.is_draining = False
        self._sweeping = self.reactor.callLater(_SWEEP_EVERY, self._sweep)

    def stopFactory(self) -> None:
        """Stop watching, and write the rest of the access log."""
        if self._sweeping is not None and self._sweeping.active():
            self._sweeping.cancel()
        self._log.flush()

    async def drain(self, seconds: float) -> None:
        """Let running requests finish, at most for so many seconds, and close every connection.

        The ports are closed by their owner before this is called.
        """
        self.is_draining = True
        for channel in list(self.channels):
            channel.shut_down()
        until = self.now() + seconds
        while (self.channels or self.pipeline.running) and self.now() < until:
            await self._pause()
        for channel in list(self.channels):
            channel.transport.abortConnection()
        while self.channels:
            await self._pause()
        self._log.flush()

    def _pause(self) -> Deferred[None]:
        return deferLater(self.reactor, _LOOK_EVERY)

    def _sweep(self) -> None:
        now = self.now()
        for channel in list(self.channels):
            channel.sweep(now)
        self._sweeping = self.reactor.callLater(_SWEEP_EVERY, self._sweep)
