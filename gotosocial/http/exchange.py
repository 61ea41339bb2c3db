"""What a carrier and the pipeline know of each other, so that either may be replaced alone.

A carrier parses HTTP and owns the connection. It calls the pipeline twice per request: ``admit`` when
the headers are there (so that a body that nobody wants is never read), ``serve`` when the body is. The
pipeline answers through the ``Exchange``, exactly once, with one of ``answer``, ``stream``, ``take_over``.
"""

from typing import Any, Protocol

from gotosocial.http.bodies import Sink
from gotosocial.http.call import RequestHeaders


class Source(Protocol):
    """Writes a body piece by piece, and only while it is not paused."""

    def start(self, write: Any, done: Any) -> None:
        """Remember how to write bytes and how to say that all are written."""

    def pauseProducing(self) -> None:
        """Stop writing: the connection's buffer is full."""

    def resumeProducing(self) -> None:
        """Go on writing."""

    def stopProducing(self) -> None:
        """Close what is open: nobody listens any more."""


class RawProtocol(Protocol):
    """Speaks on a connection that was given away."""

    def connected(self, transport: Any, call_later: Any) -> None:
        """Begin to speak; ``call_later`` is the reactor's."""

    def received(self, octets: bytes) -> None:
        """Take what came."""

    def lost(self) -> None:
        """Clean up: the connection is gone."""

    def shut_down(self) -> None:
        """Say good-bye: the server stops."""


class Exchange(Protocol):
    """One request on the wire, and the way to answer it."""

    verb: str
    """The method, in upper case."""
    raw_path: bytes
    """The path as it came, without the query."""
    query: bytes
    """The query as it came, without its question mark."""
    peer: str
    """The address of the other end of the connection; empty for a unix socket."""
    headers: RequestHeaders

    @property
    def closes(self) -> bool:
        """Whether the connection ends with this answer."""

    @property
    def is_gone(self) -> bool:
        """Whether the client has hung up."""

    def answer(self, head: bytes, body: bytes) -> None:
        """Send a whole answer and end the exchange."""

    def stream(self, head: bytes, source: Source) -> None:
        """Send the head, then what the source writes, and end when it says that it is done."""

    def take_over(self, head: bytes, protocol: RawProtocol) -> None:
        """Send the head and give the connection away."""


class Visit(Protocol):
    """What the carrier sees of the pipeline's state of one request."""

    sink: Sink
    """Where the body goes."""
    refusal: Exception | None
    """Why the request is answered without its body."""


class Pipeline(Protocol):
    """The other side: decides and answers."""

    def admit(self, exchange: Exchange, length: int | None) -> Any:
        """Look at the headers and return the visit; ``length`` is None for a chunked body."""

    def serve(self, visit: Any) -> None:
        """Answer a request whose body has arrived, or that was refused."""
