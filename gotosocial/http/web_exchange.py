"""One request as twisted.web parses it: our ``Exchange`` on top of ``twisted.web.server.Request``.

twisted.web keeps the grammar of HTTP and the life of the connection; this class keeps its hands off what
is slow there. Head and body leave in one write of bytes that were encoded before, the body goes into the
visit's sink, and nothing is parsed that nobody asked for.
"""

from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.python.failure import Failure
from twisted.web.http_headers import Headers
from twisted.web.server import Request

from gotosocial.errors import TooLarge
from gotosocial.http.exchange import RawProtocol, Source, Visit


class WireHeaders:
    """The headers of a request by lower-case name; bytes that are no ASCII come as latin-1.

    They are read once, when the first one is asked for: by then the head is complete.
    """

    __slots__ = ("_headers", "_values")

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._values: dict[str, str] | None = None

    def get(self, name: str, default: str = "") -> str:
        """Return the value of the header, its repetitions joined by a comma."""
        if self._values is None:
            self._values = {
                key.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
                for key, values in self._headers.getAllRawHeaders()
            }
        return self._values.get(name, default)


class WebExchange(Request):
    """A request and the way to answer it; made by the channel, one after the other."""

    channel: Any
    verb = ""
    raw_path = b""
    query = b""
    visit: Visit | None = None
    _source: Source | None = None
    _is_served = False
    must_close = False

    def __init__(self, channel: Any, queued: Any = 0) -> None:
        super().__init__(channel, queued, parsePOSTFormSubmission=False)
        self.headers = WireHeaders(self.requestHeaders)
        client = self.client
        self.peer = client.host if isinstance(client, (IPv4Address, IPv6Address)) else ""

    @property
    def closes(self) -> bool:
        """Whether the connection ends with this answer."""
        return self.must_close or self.channel.site.is_draining or not self.channel.persistent

    @property
    def is_gone(self) -> bool:
        """Whether the client has hung up, or was answered already."""
        return bool(self._disconnected or self.finished)

    def getRequestHostname(self) -> bytes:
        """Return a constant: our own name comes from the configuration, never from the client."""
        return b"localhost"

    def isSecure(self) -> bool:
        """Return a constant: whether links begin with https says the configuration."""
        return False

    def begin(self, method: bytes, target: bytes, version: bytes) -> None:
        """Take the request line."""
        self.method, self.uri, self.clientproto = method, target, version
        if target.startswith((b"http://", b"https://")):
            target = b"/" + target.split(b"/", 3)[3] if target.count(b"/") > 2 else b"/"
        self.raw_path, _, self.query = target.partition(b"?")
        self.path = self.raw_path
        self.verb = method.decode("latin-1")

    def gotLength(self, length: int | None) -> None:
        """Do nothing: the sink was chosen by the visit."""

    def parseCookies(self) -> None:
        """Do nothing: doors read the Cookie header themselves."""

    def handleContentChunk(self, data: bytes) -> None:
        """Give the next bytes of the body to the sink."""
        if self.visit is None or self.is_gone:
            return
        self.channel.count_received(len(data))
        try:
            self.visit.sink.write(data)
        except TooLarge as error:
            self.refuse(error)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """Carry the request on: its body is complete."""
        if not self.is_gone:
            self.channel.site.carry(self)

    def refuse(self, error: Exception) -> None:
        """Answer before the body has arrived, and read no more from this connection."""
        if self.visit is not None and not self._is_served:
            self.visit.refusal = error
            self.must_close = True
            self.channel.stop_reading()
            self.serve()

    def serve(self) -> None:
        """Give the request to the pipeline."""
        self._is_served = True
        self.channel.site.pipeline.serve(self.visit)

    def answer(self, head: bytes, body: bytes) -> None:
        """Send everything in one write and make the connection ready for the next request."""
        if self.is_gone:
            return
        self.startedWriting = 1
        self.channel.send(head + body if body else head)
        self._end()

    def stream(self, head: bytes, source: Source) -> None:
        """Send the head and then what the source writes."""
        self.startedWriting = 1
        self._source = source
        self.channel.transport.write(head)
        self.registerProducer(source, True)
        source.start(self.channel.transport.write, self._streamed)

    def take_over(self, head: bytes, protocol: RawProtocol) -> None:
        """Send the head and give the connection away; what the client sent already goes along."""
        channel = self.channel
        self.startedWriting = 1
        self.finished = 1
        channel.transport.write(head)
        channel.give_away(protocol)

    def connectionLost(self, reason: Failure) -> None:
        """Clean up after a client that left; a door that runs goes on and finds ``is_gone``."""
        source, self._source = self._source, None
        visit = self.visit
        super().connectionLost(reason)
        if source is not None:
            source.stopProducing()
        if visit is not None and not self._is_served:
            visit.sink.close()

    def _streamed(self, complete: bool) -> None:
        self._source = None
        if self.is_gone:
            return
        self.unregisterProducer()
        if complete:
            self._end()
        else:
            self.channel.transport.abortConnection()

    def _end(self) -> None:
        self.finished = 1
        if self.closes:
            self.channel.persistent = False
        self._cleanup()
