"""A load generator on raw sockets: so many connections, each with one request in flight at a time.

Runs in a process of its own and says what it saw: answers per second, p50 and p99 in milliseconds, answers
that were neither 200 nor 202. Requests are written ahead, so that the generator costs far less than what it
measures.
"""

import asyncio
import time
from collections.abc import Sequence

import attrs


@attrs.frozen
class Figures:
    """What one round saw. Times are in milliseconds."""

    count: int
    rate: float
    p50: float
    p99: float
    bad: int


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as an answer is complete."""

    def __init__(self, round_: "_Round") -> None:
        self._round = round_
        self._missing: int | None = None
        self._is_in_body = False
        self._head = b""
        self._sent_at = 0.0
        self._is_bad = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if not self._is_in_body:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            self._begin_body(self._head[: end + 2].lower(), self._head[end + 4 :])
        else:
            self._take(data)

    def _begin_body(self, head: bytes, data: bytes) -> None:
        self._is_in_body, self._head = True, b""
        self._is_bad = not head.startswith((b"http/1.1 200", b"http/1.1 202"))
        at = head.find(b"content-length:")
        # A bare Klein route sends its constant in one chunk, so the end of the chunks is looked for.
        self._missing = int(head[at + 15 : head.find(b"\r", at)]) if at >= 0 else None
        self._take(data)

    def _take(self, data: bytes) -> None:
        if self._missing is None:
            if not data.endswith(b"\r\n0\r\n\r\n") and data != b"0\r\n\r\n":
                return
        else:
            self._missing -= len(data)
            if self._missing > 0:
                return
        self._is_in_body = False
        self._round.note(time.perf_counter() - self._sent_at, is_bad=self._is_bad)
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._round.left()

    def _send(self) -> None:
        request = self._round.next()
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)


class _Round:
    """The state of one round: which request is next, and what was seen."""

    def __init__(self, requests: Sequence[bytes], extra: Sequence[bytes], seconds: float, every: int) -> None:
        self._requests, self._extra, self._every = requests, extra, every
        self._seconds = seconds
        self._sent = 0
        self._open = 0
        self._times: list[float] = []
        self._bad = 0
        self.ended = asyncio.get_running_loop().create_future()
        self._begun = time.perf_counter()

    def next(self) -> bytes | None:
        if time.perf_counter() - self._begun > self._seconds:
            return None
        self._sent += 1
        if self._extra and self._sent % self._every == 0:
            return self._extra[(self._sent // self._every) % len(self._extra)]
        return self._requests[self._sent % len(self._requests)]

    def note(self, seconds: float, *, is_bad: bool) -> None:
        self._times.append(seconds)
        self._bad += is_bad

    def opened(self) -> None:
        self._open += 1

    def left(self) -> None:
        self._open -= 1
        if self._open == 0 and not self.ended.done():
            self.ended.set_result(None)

    def figures(self) -> Figures:
        took = time.perf_counter() - self._begun
        times = sorted(self._times)
        return Figures(
            count=len(times),
            rate=len(times) / took,
            p50=times[len(times) // 2] * 1000,
            p99=times[len(times) * 99 // 100] * 1000,
            bad=self._bad,
        )


class _Once(_Round):
    """A round in which each request is sent once."""

    def next(self) -> bytes | None:
        self._sent += 1
        return self._requests[self._sent - 1] if self._sent <= len(self._requests) else None


async def _run(port: int, round_: _Round, connections: int) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        round_.opened()
        await loop.create_connection(lambda: _Connection(round_), "127.0.0.1", port)
    await round_.ended


def measure(
    port: int,
    requests: Sequence[bytes],
    *,
    extra: Sequence[bytes] = (),
    every: int = 50,
    seconds: float = 2.0,
    connections: int = 16,
) -> Figures:
    """Send the requests in rotation for so many seconds; every ``every``-th one comes from ``extra``."""

    async def begin() -> Figures:
        round_ = _Round(requests, extra, seconds, every)
        await _run(port, round_, connections)
        return round_.figures()

    return asyncio.run(begin())


def send_all(port: int, requests: Sequence[bytes], *, connections: int = 16) -> Figures:
    """Send each of the requests once, in their order."""

    async def begin() -> Figures:
        round_ = _Once(requests, (), 0.0, 1)
        await _run(port, round_, connections)
        return round_.figures()

    return asyncio.run(begin())


def get(path: str, token: str = "") -> bytes:
    """Write a GET."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "User-Agent: bench", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, token: str, body: bytes) -> bytes:
    """Write a POST of JSON."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "User-Agent: bench",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
