"""Open connections to other servers: kept for a while, bounded in number, and ended when they misbehave.

twisted.web's own pool has no bound on the whole and never forgets the name of a host, so this one stands in
its place. Each connection is a ``Line`` between the transport and twisted.web's parser: it counts the bytes
of the answer's head, which the parser does not bound, and makes sure that a closed connection is closed even
where the other side does not play along.

    TCP or TLS  ->  Line  ->  HTTP11ClientProtocol  ->  response
"""

from collections.abc import Callable, Hashable
from typing import Any

import attrs
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol, RequestNotSent, ResponseNeverReceived

__all__ = ["ConnectionPool", "HeadTooLarge", "Line", "LineFactory", "RequestNotSent"]

MAX_HEAD = 64 * 1024
"""Bytes of status line and headers of one answer, those of 1xx answers before it included."""
CLOSE_SECONDS = 2.0
"""How long a connection may take to close politely."""


class HeadTooLarge(Exception):
    """The headers of an answer do not end."""


class Line(ProtocolWrapper):
    """One connection, watched between its transport and the parser of HTTP."""

    transport: Any

    def __init__(self, factory: Any, wrapped: Any) -> None:
        super().__init__(factory, wrapped)
        self.on_first_answer: Callable[[], object] | None = None
        self._head = 0
        self._is_in_head = False
        self._closing: Any = None
        self._is_lost = False
        self._reason: Failure | None = None

    def writeSequence(self, data: Any) -> None:
        """Send the head of a request: an answer's head comes next."""
        self._head, self._is_in_head = 0, True
        super().writeSequence(data)

    def pauseProducing(self) -> None:
        """Stop reading, which the parser asks for as soon as the head is complete and a body follows."""
        self._is_in_head = False
        self.transport.pauseProducing()

    def dataReceived(self, data: bytes) -> None:
        """Pass bytes on while the head they belong to has a decent size."""
        if self.on_first_answer is not None:
            noted, self.on_first_answer = self.on_first_answer, None
            noted()
        super().dataReceived(data)
        if self._is_in_head:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._reason = Failure(HeadTooLarge())
                self.transport.abortConnection()

    def stopProducing(self) -> None:
        """Drop the connection at once: whoever reads the body wants no more of it."""
        self.transport.abortConnection()

    def loseConnection(self) -> None:
        """Close politely, and after two seconds by force: a TLS peer may never say goodbye."""
        if self._closing is None and not self._is_lost:
            self._closing = self.factory.reactor.callLater(CLOSE_SECONDS, self.transport.abortConnection)
        super().loseConnection()

    def connectionLost(self, reason: Any = None) -> None:
        """Tell the parser why the connection is gone."""
        self._is_lost = True
        if self._closing is not None and self._closing.active():
            self._closing.cancel()
        super().connectionLost(self._reason or reason)


class LineFactory(WrappingFactory[Line]):
    """Makes the line of a new connection."""

    protocol = Line
    noisy = False

    def __init__(self, reactor: Any, wrapped: Any) -> None:
        self.reactor = reactor
        super().__init__(wrapped)


class _HttpFactory(Factory):
    noisy = False

    def __init__(self, when_quiescent: Callable[[HTTP11ClientProtocol], None]) -> None:
        self._when_quiescent = when_quiescent

    def buildProtocol(self, addr: Any) -> HTTP11ClientProtocol:
        return HTTP11ClientProtocol(self._when_quiescent)


@attrs.frozen(eq=False)
class _Reused:
    """A kept connection for one request: where it turns out to be closed already, a new one takes over."""

    connection: HTTP11ClientProtocol
    open_new: Callable[[], Deferred[Any]]

    def request(self, request: Any) -> Deferred[Any]:
        asked = self.connection.request(request)
        return asked.addErrback(self._again, request)

    def _again(self, failure: Failure, request: Any) -> Any:
        if not _was_closed_before(failure.value):
            return failure
        return self.open_new().addCallback(lambda connection: connection.request(request))


def _was_closed_before(error: BaseException | None) -> bool:
    """Tell whether the other side had closed the connection before it saw the request."""
    if isinstance(error, RequestNotSent):
        return True
    closed = (ConnectionDone, ConnectionLost)
    return isinstance(error, ResponseNeverReceived) and all(
        reason.check(*closed) and not reason.check(ConnectionAborted, CancelledError)
        for reason in error.reasons
    )


@attrs.define
class ConnectionPool:
    """Keeps connections between requests; Agent uses ``getConnection`` and ``persistent``."""

    _reactor: Any
    _per_host: int = 2
    _in_all: int = 128
    _idle_seconds: float = 60.0
    _idle: dict[Hashable, list[HTTP11ClientProtocol]] = attrs.field(factory=dict, init=False)
    _timers: dict[HTTP11ClientProtocol, Any] = attrs.field(factory=dict, init=False)
    persistent: bool = attrs.field(default=True, init=False)

    def getConnection(self, key: Hashable, endpoint: Any) -> Deferred[Any]:
        """Return a kept connection, or open one."""
        while key in self._idle:
            connection = self._idle[key][-1]
            self._forget(key, connection)
            if connection.state == "QUIESCENT":
                return succeed(_Reused(connection, lambda: self._open(key, endpoint)))
        return self._open(key, endpoint)

    def close(self) -> None:
        """Close all kept connections and keep no more."""
        self.persistent = False
        for key, connections in list(self._idle.items()):
            for connection in list(connections):
                self._drop(key, connection)

    @property
    def kept(self) -> int:
        """How many connections wait for another request."""
        return len(self._timers)

    def _open(self, key: Hashable, endpoint: Any) -> Deferred[Any]:
        opened: Deferred[Any] = endpoint.connect(_HttpFactory(lambda connection: self._keep(key, connection)))
        return opened

    def _keep(self, key: Hashable, connection: HTTP11ClientProtocol) -> None:
        kept = self._idle.setdefault(key, [])
        kept.append(connection)
        self._timers[connection] = self._reactor.callLater(self._idle_seconds, self._drop, key, connection)
        if len(kept) > self._per_host:
            self._drop(key, kept[0])
        if len(self._timers) > self._in_all:
            oldest, timer = next(iter(self._timers.items()))
            self._drop(timer.args[0], oldest)

    def _drop(self, key: Hashable, connection: HTTP11ClientProtocol) -> None:
        self._forget(key, connection)
        transport: Any = connection.transport
        transport.loseConnection()

    def _forget(self, key: Hashable, connection: HTTP11ClientProtocol) -> None:
        timer = self._timers.pop(connection)
        if timer.active():
            timer.cancel()
        kept = self._idle[key]
        kept.remove(connection)
        if not kept:
            del self._idle[key]
