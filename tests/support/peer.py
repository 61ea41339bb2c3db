"""A small other server: actors with keys who sign requests, and whose documents are served over real HTTP.

    peer = await open_peer()
    eve = peer.person("eve")
    answer = await eve.post(server, "/users/alice/inbox", eve.follow(alice.account.uri))
    assert answer.status == 202
    await peer.close()

The peer is called ``localhost:<port>`` and speaks plain HTTP, so an instance that is to fetch from it needs
``http_client=CLIENT`` among its sections. What is asked of the peer stands in ``peer.asked``. ``peer.serve``
puts any document at a path, ``peer.answers`` any answer; ``peer.inbox`` holds what was delivered to inboxes.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from itertools import count
from typing import Any, Literal
from urllib.parse import unquote

import attrs
import orjson
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from twisted.internet import reactor as _reactor
from twisted.internet.ssl import DefaultOpenSSLContextFactory
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request, Site

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.sign_requests import Address, Signer, sign_get, sign_post, sign_rfc9421
from tests.support.certificates import CertificateFiles
from tests.support.instance import HOST
from tests.support.wire import Answer, ask

reactor: Any = _reactor
AS = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"
ACTIVITY_JSON = "application/activity+json"
CLIENT: dict[str, Any] = {"allow_ips": (ip_network("127.0.0.0/8"),), "insecure_outgoing": True}
"""What the instance's ``http_client`` section must say, so that it asks peers on loopback without TLS."""

How = Literal["cavage", "rfc9421"]
PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_numbers = count(1)


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return a key that is made once for all tests; other numbers are other keys."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ed25519_key(number: int = 0) -> ed25519.Ed25519PrivateKey:
    """Return an Ed25519 key, made once."""
    return ed25519.Ed25519PrivateKey.generate()


def pem_of(key: PrivateKey) -> str:
    """Return the public half as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@attrs.frozen(kw_only=True)
class Asked:
    """One request that the peer got; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return orjson.loads(self.body)

    @property
    def is_signed(self) -> bool:
        """Whether it carries a signature."""
        return "signature" in self.headers


@attrs.frozen(kw_only=True)
class Served:
    """What the peer answers at a path. ``delay``: seconds before it does; negative ones are for ever."""

    status: int = 200
    body: bytes = b""
    content_type: str = ACTIVITY_JSON
    headers: dict[str, str] = attrs.field(factory=dict)
    delay: float = 0.0


@attrs.define(eq=False)
class Peer:
    """The other server; made by ``open_peer``."""

    host: str = ""
    scheme: str = "http"
    asked: list[Asked] = attrs.field(factory=list)
    answers: dict[str, Served | Callable[[Asked], Served]] = attrs.field(factory=dict)
    inbox: list[Asked] = attrs.field(factory=list)
    accepts: Served = attrs.field(factory=lambda: Served(status=202))
    """What inboxes answer."""
    _port: Any = None

    def uri(self, path: str) -> str:
        """Return the address of a path here."""
        return f"{self.scheme}://{self.host}{path}"

    def person(self, name: str = "eve", *, key: PrivateKey | None = None, **more: Any) -> "PeerActor":
        """Let an actor live here, served and found by webfinger; ``more`` are properties of its document."""
        actor = PeerActor(self, name, key or rsa_key(), more)
        self.serve(f"/users/{name}", actor.document())
        self.serve_webfinger(name, actor.uri)
        return actor

    def serve(self, path: str, document: Any, **more: Any) -> str:
        """Serve a document at the path and return its address; ``more`` is what ``Served`` takes."""
        self.answers[path] = Served(body=orjson.dumps(document), **more)
        return self.uri(path)

    def serve_webfinger(self, name: str, uri: str, domain: str = "") -> None:
        """Answer webfinger questions about the name."""
        account = f"acct:{name}@{domain or self.host}"
        links = [{"rel": "self", "type": ACTIVITY_JSON, "href": uri}]
        self.serve(
            f"/.well-known/webfinger?resource={account}",
            {"subject": account, "links": links},
            content_type="application/jrd+json",
        )

    def gone(self, path: str, status: int = 410) -> None:
        """Let the path be gone from now on."""
        self.answers[path] = Served(status=status)

    def asked_for(self, path: str) -> list[Asked]:
        """Return the requests for the path, without their query."""
        return [one for one in self.asked if one.path.partition("?")[0] == path]

    def answer_to(self, asked: Asked) -> Served:
        """Note the request and return its answer."""
        self.asked.append(asked)
        path = asked.path.partition("?")[0]
        if asked.method == "POST" and path.endswith("/inbox"):
            self.inbox.append(asked)
            return self.accepts
        found = self.answers.get(unquote(asked.path)) or self.answers.get(path) or Served(status=404)
        return found if isinstance(found, Served) else found(asked)

    @property
    def port(self) -> int:
        """The port on loopback."""
        return int(self._port.getHost().port)

    async def close(self) -> None:
        """Stop listening."""
        await self._port.stopListening()


async def open_peer(name: str = "localhost") -> Peer:
    """Start a peer on a free port; ``name``: ``localhost``, or an address of loopback."""
    peer = Peer()
    peer._port = reactor.listenTCP(0, _site(peer), interface="127.0.0.1" if name == "localhost" else name)
    peer.host = f"{name}:{peer.port}"
    return peer


async def open_named_peer(host: str, files: CertificateFiles) -> Peer:
    """Start a peer over TLS that is called ``host``, whatever its port is: a resolver has to know it."""
    peer = Peer(host=host, scheme="https")
    context = DefaultOpenSSLContextFactory(str(files.key), str(files.chain))
    peer._port = reactor.listenSSL(0, _site(peer), context, interface="127.0.0.1")
    return peer


def _site(peer: Peer) -> Site:
    site = Site(_Everything(peer))
    site.requestFactory = _Quiet
    return site


@attrs.define(eq=False)
class PeerActor:
    """Somebody who lives on a peer and signs what they send."""

    peer: Peer
    name: str
    key: PrivateKey
    more: dict[str, Any]
    key_id: str = attrs.field()

    @key_id.default
    def _key_id(self) -> str:
        return f"{self.uri}#main-key"

    @property
    def path(self) -> str:
        """The path of the actor's id."""
        return f"/users/{self.name}"

    @property
    def uri(self) -> str:
        """The actor's id."""
        return self.peer.uri(self.path)

    @property
    def handle(self) -> str:
        """``name@host``."""
        return f"{self.name}@{self.peer.host}"

    @property
    def signer(self) -> Signer:
        """The actor as one who signs."""
        return Signer(self.key_id, self.key)

    def document(self) -> dict[str, Any]:
        """Return the actor document."""
        return {
            "@context": [AS, SECURITY],
            "id": self.uri,
            "type": "Person",
            "preferredUsername": self.name,
            "url": self.peer.uri(f"/@{self.name}"),
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "following": f"{self.uri}/following",
            "endpoints": {"sharedInbox": self.peer.uri("/inbox")},
            "publicKey": {"id": self.key_id, "owner": self.uri, "publicKeyPem": pem_of(self.key)},
        } | self.more

    def publish(self) -> None:
        """Serve the document as it is now, after a change of the key or of ``more``."""
        self.peer.serve(self.path, self.document())

    def activity(self, kind: str, object_: Any, **more: Any) -> dict[str, Any]:
        """Return an activity of this actor, with an id of its own."""
        number = next(_numbers)
        return {
            "@context": AS,
            "id": f"{self.uri}/activities/{number}",
            "type": kind,
            "actor": self.uri,
            "object": object_,
        } | more

    def follow(self, target_uri: str) -> dict[str, Any]:
        """Return the wish to follow."""
        return self.activity("Follow", target_uri)

    def note(self, text: str = "hello", **more: Any) -> dict[str, Any]:
        """Return a public note, which is served too."""
        path = f"{self.path}/statuses/{next(_numbers)}"
        note = {
            "@context": AS,
            "id": self.peer.uri(path),
            "type": "Note",
            "attributedTo": self.uri,
            "content": f"<p>{text}</p>",
            "published": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "to": [f"{AS}#Public"],
            "cc": [f"{self.uri}/followers"],
        } | more
        self.peer.serve(path, note)
        return note

    def create(self, note: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Return the creation of a note."""
        return self.activity("Create", note, to=note["to"], cc=note["cc"], **more)

    def delete(self, uri: str = "") -> dict[str, Any]:
        """Return the deletion of a thing, or of the actor itself."""
        return self.activity("Delete", uri or self.uri, to=[f"{AS}#Public"])

    def headers(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        how: How = "cavage",
        host: str = HOST,
        late: timedelta = timedelta(),
        signer: Signer | None = None,
        scheme: str = "http",
    ) -> dict[str, str]:
        """Return the headers of a signed request; ``late`` is how old it is."""
        now, address, who = datetime.now(UTC) - late, Address(scheme, host, path), signer or self.signer
        if how == "rfc9421":
            signed = sign_rfc9421(who, method, address, BodyDigest.of(body) if body else None, now=now)
        elif method == "GET":
            signed = sign_get(who, address, now=now)
        else:
            signed = sign_post(who, address, BodyDigest.of(body), now=now)
        return {"Host": host, **dict(signed)}

    async def post(self, server: Any, path: str, activity: Any, **how: Any) -> Answer:
        """Send an activity to an inbox of the server (what has a ``port``); bytes are sent as they are."""
        return await self.letter(path, activity, **how).send(server)

    def letter(self, path: str, activity: Any, **how: Any) -> "Letter":
        """Return an activity that is signed once and can be sent again as it is."""
        body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
        sent = {"Content-Type": ACTIVITY_JSON} | self.headers("POST", path, body, **how)
        return Letter(path, sent, body, self.peer.host)

    async def get(self, server: Any, path: str, **how: Any) -> Answer:
        """Ask the server for a document with a signature."""
        sent = {"Accept": ACTIVITY_JSON} | self.headers("GET", path, **how)
        return await ask(server.port, "GET", path, sent, agent=f"peer ({self.peer.host})")


@attrs.frozen
class Letter:
    """A signed request to an inbox."""

    path: str
    sent: dict[str, str]
    body: bytes
    host: str

    async def send(self, server: Any) -> Answer:
        """Send it to the server (what has a ``port``)."""
        return await ask(server.port, "POST", self.path, self.sent, self.body, agent=f"peer ({self.host})")


class _Quiet(Request):
    """A request that nobody writes a log line about."""

    def __repr__(self) -> str:
        return "<request to a peer>"


class _Everything(Resource):
    """Answers every path as the peer says."""

    isLeaf = True

    def __init__(self, peer: Peer) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Twisted says no types here
        self._peer = peer

    def render(self, request: Any) -> Any:
        headers = {
            name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
            for name, values in request.requestHeaders.getAllRawHeaders()
        }
        served = self._peer.answer_to(
            Asked(
                method=request.method.decode(),
                path=request.uri.decode("latin-1"),
                headers=headers,
                body=request.content.read(),
            )
        )
        if served.delay < 0:
            return NOT_DONE_YET
        reactor.callLater(served.delay, _answer, request, served)
        return NOT_DONE_YET


def _answer(request: Any, served: Served) -> None:
    if request.channel is None:
        return
    request.setResponseCode(served.status)
    request.setHeader("Content-Type", served.content_type)
    for name, value in served.headers.items():
        request.setHeader(name, value)
    request.write(served.body)
    request.finish()
