"""A client that says exactly the bytes it is told to, and reads answers by the book."""

from typing import Any

import attrs
from twisted.internet import reactor as _reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import Factory, Protocol

reactor: Any = _reactor


@attrs.frozen
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Wire(Protocol):
    """One connection; ``read`` methods wait until enough has come or the other side has closed."""

    def __init__(self) -> None:
        self.buffer = b""
        self.is_closed = False
        self._waiting: Deferred[None] | None = None

    def dataReceived(self, data: bytes) -> None:
        self.buffer += data
        self._wake()

    def connectionLost(self, reason: Any = None) -> None:
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting.callback(None)

    async def more(self) -> None:
        assert not self.is_closed, f"connection closed after {self.buffer[:200]!r}"
        self._waiting = Deferred()
        self._waiting.addTimeout(20, reactor)
        await self._waiting

    def send(self, *pieces: bytes) -> None:
        assert self.transport is not None
        for piece in pieces:
            self.transport.write(piece)

    def hang_up(self) -> None:
        assert self.transport is not None
        self.transport.abortConnection()

    async def closed(self) -> bytes:
        while not self.is_closed:
            await self.more()
        return self.buffer

    async def take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            await self.more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    async def head(self) -> tuple[int, dict[str, str]]:
        while b"\r\n\r\n" not in self.buffer:
            await self.more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            name = name.lower()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return int(status.split(" ")[1]), headers

    async def answer(self, *, for_head: bool = False) -> Answer:
        status, headers = await self.head()
        length = 0 if for_head else int(headers.get("content-length", "0"))
        return Answer(status, headers, await self.take(length))


async def connect(port: int) -> Wire:
    endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", port)
    wire: Wire = await endpoint.connect(Factory.forProtocol(Wire))
    return wire


def request(
    method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"", *, agent: str = "test"
) -> bytes:
    """Write a plain HTTP/1.1 request; a body gets its Content-Length."""
    lines = {"Host": "localhost", "User-Agent": agent, **(headers or {})}
    if body:
        lines.setdefault("Content-Length", str(len(body)))
    if not agent:
        del lines["User-Agent"]
    head = f"{method} {target} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode("latin-1") + b"\r\n" + body


async def ask(
    port: int, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"", **more: Any
) -> Answer:
    """Make one request on a connection of its own."""
    wire = await connect(port)
    wire.send(request(method, target, headers, body, **more))
    answer = await wire.answer(for_head=method == "HEAD")
    wire.hang_up()
    return answer
