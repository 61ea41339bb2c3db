"""The connection: twisted.web's HTTP/1.1 parser with our limits, refusals and hand-over.

What is ours: the size and number of headers, exactly one Host, a body that is refused before it is read,
a lingering close (the client may still be sending and would otherwise see a reset instead of the
answer), and giving the connection away to a WebSocket. Time limits are watched by the site's sweep, not
by a timer per request: ``busy_since`` says what the connection is waiting for.
"""

from typing import Any, Literal

from twisted.internet.interfaces import IHalfCloseableDescriptor
from twisted.internet.protocol import connectionDone
from twisted.internet.tcp import Server
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from gotosocial.errors import Invalid
from gotosocial.http.admission import host_trouble
from gotosocial.http.exchange import RawProtocol
from gotosocial.http.failures import HeadersTooLarge
from gotosocial.http.web_exchange import WebExchange

HEAD_SECONDS = 30.0
IDLE_SECONDS = 75.0
BODY_SECONDS = 60.0
SLOWEST_BODY = 2048
STALLED_SECONDS = 120.0
LINGER_SECONDS = 3.0
_LINGER_BYTES = 1024 * 1024

State = Literal["idle", "head", "body", "door", "lingering", "given"]


class Channel(HTTPChannel):
    """One connection of a client."""

    totalHeadersSize = 32 * 1024
    maxHeaders = 100
    timeOut = None
    requestFactory: Any = WebExchange
    site: Any
    _networkProducer: Any
    transport: Any

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "idle"
        self.since = 0.0
        self.stalled_since: float | None = None
        self._received = 0
        self._given_to: RawProtocol | None = None
        self._ends: tuple[Any, Any] | None = None

    def connectionMade(self) -> None:
        """Join the site's list of connections."""
        super().connectionMade()
        self._enter("idle")
        self.site.channels.add(self)

    def getPeer(self) -> Any:
        """Return the address of the client's end."""
        return self._addresses()[0]

    def getHost(self) -> Any:
        """Return the address of our end."""
        return self._addresses()[1]

    def _addresses(self) -> tuple[Any, Any]:
        if self._ends is None:
            self._ends = self.transport.getPeer(), self.transport.getHost()
        return self._ends

    def dataReceived(self, data: bytes) -> None:
        """Parse, pass on, or throw away what came."""
        if self._given_to is not None:
            self._given_to.received(data)
        elif self.state == "lingering":
            self._received += len(data)
            if self._received > _LINGER_BYTES:
                self.transport.abortConnection()
        else:
            if self.state == "idle":
                self._enter("head")
            super().dataReceived(data)

    def lineReceived(self, line: bytes) -> None:
        """Take a line of the head unless there are too many of them."""
        if self.state == "lingering":
            return
        if self._receivedHeaderSize + len(line) > self.totalHeadersSize:
            self._refuse_head(HeadersTooLarge())
            return
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        """Refuse a head of one endless line."""
        self._refuse_head(HeadersTooLarge())

    def headerReceived(self, line: bytes) -> bool:
        """Take one header unless there are too many."""
        if self.state == "lingering":
            return False
        if self._receivedHeaderCount >= self.maxHeaders:
            self._refuse_head(HeadersTooLarge())
            return False
        return bool(super().headerReceived(line))

    def checkPersistence(self, request: Any, version: bytes) -> bool:
        """Tell whether the client lets the connection stay open."""
        if version != b"HTTP/1.1" or self.site.is_draining:
            return False
        said: str = request.headers.get("connection")
        return not said or "close" not in {option.strip() for option in said.lower().split(",")}

    def allHeadersReceived(self) -> None:
        """Let the pipeline decide from the headers whether the body is wanted."""
        exchange: WebExchange = self.requests[-1]
        exchange.begin(*self._request_line())
        self.persistent = self.checkPersistence(exchange, exchange.clientproto)
        exchange.visit = visit = self.site.pipeline.admit(exchange, self.length)
        self._received = 0
        hosts = exchange.requestHeaders.getRawHeaders(b"host") or []
        trouble = host_trouble(len(hosts), exchange.clientproto)
        if trouble is not None:
            visit.refusal = trouble
            exchange.must_close = True
        if self.length == 0:
            return
        self._enter("body")
        is_long = self.length is None or self.length > self.site.readable_refused_body
        asks_first = self._expects_continue(exchange)
        if visit.refusal is not None and (is_long or asks_first):
            exchange.refuse(visit.refusal)
        elif asks_first:
            self._send100Continue()

    def allContentReceived(self) -> None:
        """Carry a complete request on."""
        if self.state == "lingering":
            return
        self._enter("door")
        super().allContentReceived()

    def rawDataReceived(self, data: bytes) -> None:
        """Take bytes of a body, or what came right behind the request that gave the connection away."""
        if self._given_to is not None:
            self._given_to.received(data)
        elif self.state != "lingering":
            super().rawDataReceived(data)

    def requestDone(self, request: Any) -> None:
        """Go on with the next request, or end the connection without cutting off the answer."""
        if self.state == "lingering":
            self.requests.remove(request)
            self._half_close()
            return
        if self.site.is_draining:
            self.persistent = False
        self._enter("idle")
        if self._waitingForTransport and self.persistent:
            # Requests that came along wait in the buffer: their answers would only pile up.
            self.paused = True
            self._networkProducer.pauseProducing()
        super().requestDone(request)

    def send(self, octets: bytes) -> None:
        """Send an answer: straight to the socket when nothing waits before it, which saves a reactor turn."""
        transport = self.transport
        is_free = type(transport) is Server and not (transport.dataBuffer or transport._tempDataBuffer)
        if is_free and transport.connected and not transport.disconnecting and not self._waitingForTransport:
            sent = transport.writeSomeData(octets)
            if isinstance(sent, int) and sent >= 0:
                octets = octets[sent:]
        if octets:
            transport.write(octets)

    def stop_reading(self) -> None:
        """Throw away whatever the client still sends; the next answer is the last."""
        self._enter("lingering")
        self._received = 0
        self.persistent = False

    def give_away(self, protocol: RawProtocol) -> None:
        """Let another protocol speak from here on, beginning with what was read too early."""
        self._networkProducer.unregisterProducer()
        self.requests.clear()
        early = b"".join(self._dataBuffer)
        self._dataBuffer = []
        self._given_to = protocol
        self._enter("given")
        protocol.connected(self.transport, self.site.reactor.callLater)
        self.transport.resumeProducing()
        if early:
            protocol.received(early)

    def count_received(self, octets: int) -> None:
        """Count the body's bytes, for the slowest allowed speed."""
        self._received += octets

    def pauseProducing(self) -> None:
        """Note that the client does not read."""
        self.stalled_since = self.site.now()
        super().pauseProducing()

    def resumeProducing(self) -> None:
        """Note that the client reads again."""
        self.stalled_since = None
        super().resumeProducing()
        if self.paused:
            self.paused = False
            if self._buffer:
                self.dataReceived(b"")

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Leave the site's list and tell who spoke last."""
        self.site.channels.discard(self)
        if self._given_to is not None:
            self._given_to.lost()
        super().connectionLost(reason)

    def sweep(self, now: float) -> None:
        """End the connection when the client takes too long for what it is doing."""
        waited = now - self.since
        is_stalled = self.stalled_since is not None and now - self.stalled_since > STALLED_SECONDS
        if is_stalled or waited > self._patience() + LINGER_SECONDS:
            self.transport.abortConnection()
        elif waited > self._patience():
            self.loseConnection()

    def _patience(self) -> float:
        if self.state == "idle":
            return IDLE_SECONDS
        if self.state == "head":
            return HEAD_SECONDS
        if self.state == "body":
            return BODY_SECONDS + self._received / SLOWEST_BODY
        if self.state == "lingering" and not self.requests:
            return 0.0
        return float("inf")

    def shut_down(self) -> None:
        """Close now when nothing runs here, else after the answer."""
        if self._given_to is not None:
            self._given_to.shut_down()
        elif self.state in ("idle", "head"):
            self.loseConnection()

    def _enter(self, state: State) -> None:
        self.state = state
        self.since = self.site.now()

    def _refuse_head(self, error: Exception) -> None:
        if self.state == "lingering":
            return
        exchange = self.requests[-1] if self.requests else WebExchange(self)
        if not self.requests:
            self.requests.append(exchange)
        exchange.begin(b"GET", b"/api/", b"HTTP/1.1")
        exchange.visit = self.site.pipeline.admit(exchange, 0)
        exchange.refuse(error)

    def _respondToBadRequestAndDisconnect(self) -> None:
        self._refuse_head(Invalid("the request is not valid HTTP"))

    def _request_line(self) -> tuple[bytes, bytes, bytes]:
        parser: Any = self
        return parser._command, parser._path, parser._version

    @staticmethod
    def _expects_continue(exchange: WebExchange) -> bool:
        expected = exchange.headers.get("expect").lower() == "100-continue"
        return expected and exchange.clientproto == b"HTTP/1.1"

    def _half_close(self) -> None:
        """End our side and let the client finish speaking, or close when the transport cannot do that."""
        if not self.transport.disconnecting and IHalfCloseableDescriptor.providedBy(self.transport):
            self._networkProducer.unregisterProducer()
            self.since = self.site.now()
            self.transport.loseWriteConnection()
        else:
            self.loseConnection()
