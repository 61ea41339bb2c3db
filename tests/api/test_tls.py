"""TLS without a proxy, with ``tls-certificate-chain`` and ``tls-certificate-key`` from files."""

import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import attrs
import orjson
import pytest
import pytest_twisted
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from twisted.internet.endpoints import TCP4ClientEndpoint, wrapClientTLS
from twisted.internet.protocol import Factory
from twisted.internet.ssl import Certificate, optionsForClientTLS

from gotosocial.errors import Misconfigured
from gotosocial.util.flow import Threads
from tests.support.certificates import CertificateFiles, a_certificate
from tests.support.instance import Running, running
from tests.support.server_process import run_program
from tests.support.wire import Wire, connect, reactor, request

LONG = "a word " * 9000


@attrs.frozen
class Secure:
    """An instance that speaks TLS, and the certificate by which it is known."""

    server: Running
    files: CertificateFiles

    async def open(self) -> Wire:
        """Connect as a client that trusts this certificate and no other."""
        trusted = Certificate.loadPEM(self.files.chain.read_bytes())
        options = optionsForClientTLS("localhost", trustRoot=trusted)
        tcp = TCP4ClientEndpoint(reactor, "127.0.0.1", self.server.port)
        wire: Wire = await wrapClientTLS(options, tcp).connect(Factory.forProtocol(Wire))
        return wire


@pytest_twisted.async_yield_fixture
async def secure(tmp_path: Path) -> AsyncIterator[Secure]:
    """An instance with a certificate."""
    files = a_certificate(tmp_path)
    async with running("sqlite", tmp_path, tls=tls(files.chain, files.key), statuses=roomy()) as server:
        yield Secure(server, files)


def tls(chain: Path, key: Path) -> dict[str, str]:
    return {"certificate_chain": str(chain), "certificate_key": str(key)}


def roomy() -> dict[str, int]:
    return {"max_chars": len(LONG)}


async def test_one_connection_carries_many_requests(secure: Secure) -> None:
    wire = await secure.open()
    for _ in range(3):
        wire.send(request("GET", "/api/v2/instance"))
        answer = await wire.answer()
        assert (answer.status, orjson.loads(answer.body)["domain"]) == (200, "here.example")
    wire.send(request("GET", "/about"), request("GET", "/livez"))
    assert b"<h1>" in (await wire.answer()).body
    assert (await wire.answer()).status == 200
    assert not wire.is_closed
    wire.hang_up()


async def test_long_bodies_come_and_go_whole(secure: Secure) -> None:
    alice = await secure.server.person("alice")
    wire = await secure.open()
    headers = {"Authorization": f"Bearer {alice.token}", "Content-Type": "application/json"}
    wire.send(request("POST", "/api/v1/statuses", headers, orjson.dumps({"status": LONG})))
    published = orjson.loads((await wire.answer()).body)
    wire.send(request("GET", f"/api/v1/statuses/{published['id']}", headers))
    answer = await wire.answer()
    assert len(answer.body) > 60_000
    assert orjson.loads(answer.body)["content"] == f"<p>{LONG.strip()}</p>"
    wire.hang_up()


async def test_plain_http_and_old_tls_are_not_answered(secure: Secure) -> None:
    wire = await connect(secure.server.port)
    wire.send(request("GET", "/api/v2/instance"))
    assert b"HTTP/1.1" not in await wire.closed()
    threads = Threads(reactor, "clients", 1)
    try:
        assert await threads.run(handshake, secure, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await threads.run(handshake, secure, ssl.TLSVersion.TLSv1_1)
    finally:
        threads.stop()


def handshake(secure: Secure, version: ssl.TLSVersion) -> str | None:
    """Speak this version of TLS alone, and return how it is called."""
    context = ssl.create_default_context(cafile=str(secure.files.chain))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    address = ("127.0.0.1", secure.server.port)
    with (
        socket.create_connection(address, timeout=20) as bare,
        context.wrap_socket(bare, server_hostname="localhost") as wrapped,
    ):
        return wrapped.version()


async def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    files, others = a_certificate(tmp_path), tmp_path / "others"
    others.mkdir()
    stranger = a_certificate(others)
    (tmp_path / "empty.pem").write_text("")
    locked = tmp_path / "locked.pem"
    private = load_pem_private_key(files.key.read_bytes(), password=None)
    sealed = BestAvailableEncryption(b"x")
    locked.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
    wrong = (
        ("does not belong to", files.chain, stranger.key),
        ("cannot be read", files.chain, files.chain),
        ("cannot be read", files.chain, locked),
        ("cannot be read", files.chain, tmp_path / "missing.pem"),
        ("cannot be read", tmp_path / "empty.pem", files.key),
    )
    for words, chain, key in wrong:
        with pytest.raises(Misconfigured, match=words):
            async with running("sqlite", tmp_path, tls=tls(chain, key)):
                raise AssertionError("it has started")


def test_a_start_with_the_key_of_another_certificate_ends_with_one_line(tmp_path: Path) -> None:
    files, others = a_certificate(tmp_path), tmp_path / "others"
    others.mkdir()
    done = run_program(
        *("server", "start", "--host=localhost:8443", "--bind-address=127.0.0.1", "--port=8443"),
        *("--db-type=sqlite", f"--db-address={tmp_path / 'here.db'}"),
        *(f"--storage-local-base-path={tmp_path / 'storage'}", f"--tls-certificate-chain={files.chain}"),
        f"--tls-certificate-key={a_certificate(others).key}",
    )
    assert done.returncode == 1
    lines = [one for one in done.stderr.splitlines() if "tls-certificate-key does not belong" in one]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
