"""A web server without manners, written on plain Twisted protocols: what other servers may do to us.

It reads requests by the book, notes them, and answers each path with a *script*: a function that gets the
``Visit`` and writes whatever it likes, in whatever order, or nothing at all.
"""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import CertificateOptions
from twisted.internet.task import LoopingCall

from tests.support.certificates import CertificateFiles
from tests.support.wire import reactor


@attrs.frozen
class Asked:
    """A request that came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Visit(Protocol):
    """One connection; counts itself in ``server.open`` while it lasts."""

    server: "RudeServer"
    transport: Any

    def __init__(self, server: "RudeServer") -> None:
        self.server = server
        self.buffer = b""
        self.loop: LoopingCall | None = None

    def connectionMade(self) -> None:
        self.server.visits.append(self)
        self.server.open.add(self)
        if self.server.greeting is not None:
            self.server.greeting(self)

    def connectionLost(self, reason: Any = None) -> None:
        self.server.open.discard(self)
        if self.loop is not None and self.loop.running:
            self.loop.stop()

    def dataReceived(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
            }
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            method, target, _ = first.split(" ")
            asked = Asked(method, target, headers, rest[:length])
            self.server.asked.append(asked)
            self.server.scripts[target.partition("?")[0]](self)

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def close(self) -> None:
        self.transport.loseConnection()

    def dribble(self, data: bytes, seconds: float = 0.02) -> None:
        """Write the same bytes again and again until the connection is gone."""
        self.loop = LoopingCall(self.write, data)
        self.loop.start(seconds)

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Answer as one should."""
        lines = {
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): one for name, one in headers.items()},
        }
        head = f"HTTP/1.1 {status} Words\r\n" + "".join(f"{name}: {one}\r\n" for name, one in lines.items())
        self.write(head.encode("latin-1") + b"\r\n" + body)


Script = Callable[[Visit], object]


@attrs.define(eq=False)
class RudeServer:
    """Listens on loopback; ``scripts`` says what each path does."""

    scripts: dict[str, Script] = attrs.field(factory=dict)
    greeting: Script | None = None
    asked: list[Asked] = attrs.field(factory=list, init=False)
    visits: list[Visit] = attrs.field(factory=list, init=False)
    open: set[Visit] = attrs.field(factory=set, init=False)
    _ports: list[Any] = attrs.field(factory=list, init=False)

    def listen(self, files: CertificateFiles | None = None) -> int:
        """Open another port, with TLS where a certificate is given, and return it."""
        factory = Factory.forProtocol(lambda: Visit(self))  # type: ignore[arg-type]  # any callable does
        factory.noisy = False
        if files is None:
            port = reactor.listenTCP(0, factory, interface="127.0.0.1")
        else:
            options = _tls_options(files)
            port = reactor.listenSSL(0, factory, options, interface="127.0.0.1")
        self._ports.append(port)
        number: int = port.getHost().port
        return number

    async def stop(self) -> None:
        for port in self._ports:
            await port.stopListening()
        for visit in list(self.open):
            visit.transport.abortConnection()


def _tls_options(files: CertificateFiles) -> CertificateOptions:
    # Any, because Twisted's annotations name older classes of pyOpenSSL than it takes.
    key: Any = load_pem_private_key(files.key.read_bytes(), password=None)
    certificate: Any = load_pem_x509_certificate(files.chain.read_bytes())
    return CertificateOptions(
        privateKey=key,
        certificate=certificate,
        acceptableProtocols=[b"http/1.1"],
        enableSessions=True,
        enableSessionTickets=True,
    )


def says(status: int = 200, body: bytes = b"", **headers: str) -> Script:
    """Return a script that answers as one should."""
    return lambda visit: visit.answer(status, body, **headers)


def leads_to(location: str, status: int = 302) -> Script:
    """Return a script that redirects."""
    return says(status, b"over there", Location=location)


def writes(data: bytes, *, then_closes: bool = False) -> Script:
    """Return a script that writes raw bytes, and closes or does nothing more."""

    def script(visit: Visit) -> None:
        visit.write(data)
        if then_closes:
            visit.close()

    return script


def bomb(megabytes: int) -> bytes:
    """Return gzip that unpacks to so many MiB of nothing."""
    return gzip.compress(bytes(megabytes * 1024 * 1024))


def chunked(*pieces: bytes) -> bytes:
    """Return pieces in chunked transfer encoding, without the end."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


def folder_of(path: Path, name: str) -> Path:
    """Return a fresh folder below the path."""
    made = path / name
    made.mkdir()
    return made
