"""Two hundred actors on fifty other servers: one process, over TLS, that checks signatures and counts.

Usage: ``python contrib/bench/crowd.py FOLDER TLS_PORT CONTROL_PORT``. It makes an authority and a
certificate for its names in the folder (``authority.pem`` is to be trusted) and writes ``ready``. All names
lead to the same port. ``GET /users/N`` answers with an actor, all of whom share one key (``actor.pem``). A
POST to an inbox is accepted when its draft-cavage signature and its digest hold; the key is fetched from its
owner, once. What goes to ``/bare`` is counted and not checked.

Over plain HTTP at the control port: ``GET /counts`` says how many were accepted and rejected, and when the
first and the last one came (seconds since 1970); ``POST /reset`` begins anew.
"""

import asyncio
import base64
import datetime
import hashlib
import json
import re
import ssl
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from cryptography.x509.oid import NameOID

HOSTS = tuple(f"crowd{number:02}.test" for number in range(50))
ACTORS = 200
SIGNED = re.compile(r'(\w+)="([^"]*)"')
ACTIVITY_JSON = "application/activity+json"


def actor_uri(number: int) -> str:
    """Return the id of an actor; they are spread evenly over the hosts."""
    return f"https://{HOSTS[number % len(HOSTS)]}/users/{number}"


class Counts:
    """What has come in since the last reset."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.accepted, self.rejected, self.first, self.last = 0, 0, 0.0, 0.0
        self.why: dict[str, int] = {}

    def accept(self) -> None:
        """Count one that was good."""
        self.accepted += 1
        self.last = time.time()
        self.first = self.first or self.last

    def reject(self, reason: str) -> None:
        """Count one that was not."""
        self.rejected += 1
        self.why[reason] = self.why.get(reason, 0) + 1


class Keys:
    """Public keys by their ids, fetched from their owners."""

    def __init__(self) -> None:
        self._known: dict[str, asyncio.Future[Any]] = {}

    async def get(self, key_id: str) -> Any:
        """Return the key."""
        loop = asyncio.get_running_loop()
        if key_id not in self._known:
            self._known[key_id] = loop.run_in_executor(None, fetch_key, key_id)
        return await self._known[key_id]


def fetch_key(key_id: str) -> Any:
    """Fetch the document of an actor and return its key."""
    asked = urllib.request.Request(
        key_id.partition("#")[0], headers={"Accept": ACTIVITY_JSON, "User-Agent": "crowd"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return load_pem_public_key(json.load(answer)["publicKey"]["publicKeyPem"].encode())


class Crowd:
    """Everything that the connections share."""

    def __init__(self, public_pem: str) -> None:
        self.counts = Counts()
        self.keys = Keys()
        self.public_pem = public_pem

    async def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        """Return the whole answer to a request."""
        if method == "GET" and path.startswith("/users/"):
            return written(200, json.dumps(self.actor(headers["host"], path)).encode())
        if path == "/bare":
            self.counts.accept()
            return written(202)
        if method != "POST" or not path.endswith("/inbox"):
            return written(404)
        reason = await self.wrong_with(path, headers, body)
        if reason:
            self.counts.reject(reason)
            return written(401)
        self.counts.accept()
        return written(202)

    async def wrong_with(self, path: str, headers: dict[str, str], body: bytes) -> str:
        """Return why a delivery is not acceptable, or nothing."""
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        if headers.get("digest") != digest:
            return "digest"
        signed = dict(SIGNED.findall(headers.get("signature", "")))
        if "digest" not in signed.get("headers", "") or "keyId" not in signed:
            return "no signature"
        lines = [
            f"(request-target): post {path}" if name == "(request-target)" else f"{name}: {headers.get(name)}"
            for name in signed["headers"].split(" ")
        ]
        key = await self.keys.get(signed["keyId"])
        try:
            key.verify(
                base64.b64decode(signed["signature"]),
                "\n".join(lines).encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except InvalidSignature:
            return "signature"
        return ""

    def actor(self, host: str, path: str) -> dict[str, Any]:
        """Return the document of an actor."""
        uri, name = f"https://{host}{path}", path.rpartition("/")[2]
        return {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri,
            "type": "Person",
            "preferredUsername": name,
            "inbox": f"{uri}/inbox",
            "outbox": f"{uri}/outbox",
            "endpoints": {"sharedInbox": f"https://{host}/inbox"},
            "publicKey": {"id": f"{uri}#main-key", "owner": uri, "publicKeyPem": self.public_pem},
        }


class Connection(asyncio.Protocol):
    """One connection over TLS; requests have a Content-Length or no body."""

    transport: asyncio.Transport

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.buffer = b""
        self.answers: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Take every request that is complete."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            length = end + 4 + int(headers.get("content-length", "0"))
            if len(self.buffer) < length:
                return
            body, self.buffer = self.buffer[end + 4 : length], self.buffer[length:]
            method, path, _ = first.split(" ")
            answer = asyncio.ensure_future(self.respond(method, path, headers, body))
            self.answers.add(answer)
            answer.add_done_callback(self.answers.discard)

    async def respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        """Write the answer."""
        self.transport.write(await self.crowd.answer(method, path, headers, body))


async def control(crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request at the control port."""
    first = (await reader.readuntil(b"\r\n\r\n")).split(b" ")
    if first[:2] == [b"POST", b"/reset"]:
        crowd.counts.reset()
    counts = crowd.counts
    told = {"accepted": counts.accepted, "rejected": counts.rejected, "why": counts.why}
    writer.write(written(200, json.dumps({**told, "first": counts.first, "last": counts.last}).encode()))
    await writer.drain()
    writer.close()


def written(status: int, body: bytes = b"") -> bytes:
    """Return an answer as it goes over the wire."""
    head = f"HTTP/1.1 {status} .\r\nContent-Type: {ACTIVITY_JSON}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def make_keys(folder: Path) -> str:
    """Write an authority, a certificate for all names and the actors' key; return the public half of that."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the crowd's authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS[0])])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)

    def certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder(issuer, name, key.public_key(), x509.random_serial_number())
        return builder.not_valid_before(now - day).not_valid_after(now + day)

    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS])
    root = certificate(issuer, authority).add_extension(x509.BasicConstraints(True, 0), critical=True)
    leaf = certificate(subject, own).add_extension(names, critical=False)
    (folder / "authority.pem").write_bytes(root.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "crowd.pem").write_bytes(leaf.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM))
    actors = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for name, key in (("crowd-key.pem", own), ("actor.pem", actors)):
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / name).write_bytes(private)
    public = actors.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


async def main() -> None:
    """Serve until killed."""
    folder, tls_port, control_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    crowd = Crowd(make_keys(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "crowd.pem", folder / "crowd-key.pem")
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: Connection(crowd), "127.0.0.1", tls_port, ssl=context, backlog=1024)
    await asyncio.start_server(lambda *both: control(crowd, *both), "127.0.0.1", control_port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
