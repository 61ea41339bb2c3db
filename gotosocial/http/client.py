"""Asking other servers: the one client that every outgoing request of the instance goes through.

Nobody on the other side is trusted. Each connection goes to an address that was checked (``safe_agent.py``),
each answer has bounds in bytes and seconds, and every failure is a ``RemoteFailed`` that says whether trying
again may help. Cookies are never kept, bodies are unpacked here and nowhere else, redirects of GETs are
followed at most five times with the same checks and a new signature at each hop; a POST is never redirected.

    get    turn for the host -> treq -> _Hop (signs what is sent) -> Agent -> body -> next hop or answer
    download   the same with the body into a file
    post   Agent with bytes and ready headers: the sender's hot path
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import attrs
import treq.client
from twisted.internet.defer import Deferred, succeed
from twisted.web.client import Agent
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IBodyProducer
from zope.interface import implementer

from gotosocial.config.sections.http_client import HttpClient as HttpClientSection
from gotosocial.errors import RemoteFailed
from gotosocial.http.body_reader import BodyReader, FileReader
from gotosocial.http.client_tls import client_tls
from gotosocial.http.connections import ConnectionPool
from gotosocial.http.deadline import Deadline
from gotosocial.http.host_turns import HostTurns
from gotosocial.http.outgoing import (
    DELIVERY,
    DOCUMENT,
    Answered,
    AnswerHeaders,
    Fetched,
    Limits,
    Prepare,
    seconds_to_wait,
)
from gotosocial.http.reserved import AddressRules
from gotosocial.http.safe_agent import Dialer, Resolver, SystemResolver, safe_agent
from gotosocial.http.targets import Target, read_target, unusable
from gotosocial.util import flow

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_WHOLE = 300.0
"""Seconds that no request exceeds, whatever the configuration says."""
SCRAP_BYTES = 16 * 1024
SCRAP_SECONDS = 5.0
"""What is read of a body that nobody waits for, so that its connection can be used again."""
ANY_URL = "https://any.invalid/"
"""What treq is asked for; see ``_Hop``."""


@attrs.frozen(kw_only=True)
class HttpClient:
    """Makes requests to other servers."""

    agent: Agent
    pool: ConnectionPool
    turns: HostTurns
    reactor: Any
    settings: HttpClientSection
    user_agent: str

    async def get(
        self,
        url: str | bytes,
        *,
        headers: Mapping[str, str] | None = None,
        prepare: Prepare | None = None,
        limits: Limits = DOCUMENT,
    ) -> Fetched:
        """Fetch a URL and follow its redirects; any other status is an answer. Raises RemoteFailed.

        ``headers`` are sent at each hop, so no secret belongs there; ``prepare`` is called for each hop with
        the method and the URL exactly as it is sent.
        """

        def reader(is_gzip: bool) -> BodyReader:
            return BodyReader(limits.body, limits.unpacked, is_gzip=is_gzip)

        return await self._follow(url, headers or {}, prepare, limits, reader)

    async def download(
        self, url: str | bytes, descriptor: int, *, limits: Limits, prepare: Prepare | None = None
    ) -> Fetched:
        """Fetch a URL into an open file, with all that holds for ``get``; the answer's own body is empty.

        What was written when this raises is of no use. Raises RemoteFailed, and OSError where the file cannot
        be written.
        """

        def reader(is_gzip: bool) -> BodyReader:
            return FileReader(descriptor, limits.body, self.reactor.callLater, is_gzip=is_gzip)

        return await self._follow(url, {}, prepare, limits, reader)

    async def _follow(
        self,
        url: str | bytes,
        headers: Mapping[str, str],
        prepare: Prepare | None,
        limits: Limits,
        reader: Callable[[bool], BodyReader],
    ) -> Fetched:
        target = self._permitted(read_target(url))
        deadline = Deadline(self.reactor, self._whole(limits))
        seen = {target.url}
        for _ in range(MAX_REDIRECTS + 1):
            prepared = prepare("GET", target.url) if prepare is not None else {}
            hop = _Hop(self.agent, target, {"User-Agent": self.user_agent, **headers, **prepared})
            turn = self.turns.run(target.netloc, partial(self._exchange, hop, limits, deadline, reader))
            answer = await deadline.wait(target.netloc, flow.start(turn))
            if not is_redirect(answer):
                return answer if len(seen) == 1 else attrs.evolve(answer, is_redirected=True)
            target = self._permitted(target.follow(answer.headers.get("Location")))
            if target.url in seen:
                raise _redirected(answer, "redirects in a circle")
            seen.add(target.url)
        raise _redirected(answer, "redirects too often")

    async def post(
        self, url: str | bytes, *, headers: Headers, body: bytes, limits: Limits = DELIVERY
    ) -> Answered:
        """Send a body with headers that are ready; any status but a redirect is an answer.

        Host, Content-Length and User-Agent are added where they are missing. What cannot be read of the
        answer's body is left out, since its status has said all. Raises RemoteFailed.
        """
        target = self._permitted(read_target(url))
        if not headers.hasHeader(b"User-Agent"):
            headers.setRawHeaders(b"User-Agent", [self.user_agent.encode("ascii")])
        deadline = Deadline(self.reactor, self._whole(limits))
        carried: Any = _Body(body)
        asked: Deferred[Any] = self.agent.request(b"POST", target.url, headers, carried)
        response = await deadline.wait(target.netloc, asked, limits.head)
        start = await self._scrap(target.netloc, response, deadline)
        found = _headers(response)
        if response.code in REDIRECTS:
            raise RemoteFailed(
                target.netloc,
                can_retry=False,
                status=response.code,
                detail=f"redirects a POST to {found.get('Location')[:200]!r}",
            )
        wait = seconds_to_wait(found.get("Retry-After"), datetime.now(UTC))
        return Answered(status=response.code, retry_after=wait, body=start)

    def close(self) -> None:
        """Close the kept connections and keep no more; running requests go on."""
        self.pool.close()

    async def _exchange(
        self, hop: "_Hop", limits: Limits, deadline: Deadline, new_reader: Callable[[bool], BodyReader]
    ) -> Fetched:
        host = hop.target.netloc
        response: Any = await deadline.wait(host, hop.ask(self.reactor), limits.head)
        headers = _headers(response)
        if response.code in REDIRECTS:
            body = await self._scrap(host, response, deadline)
        elif hop.encoding not in ("", "identity", "gzip", "x-gzip"):
            await self._scrap(host, response, deadline)
            raise RemoteFailed(host, can_retry=False, detail=f"answered in Content-Encoding {hop.encoding}")
        else:
            reader = new_reader("gzip" in hop.encoding)
            response.deliverBody(reader)
            body = await deadline.wait(host, reader.done)
        return Fetched(url=hop.target.text, host=host, status=response.code, headers=headers, body=body)

    async def _scrap(self, host: str, response: Any, deadline: Deadline) -> bytes:
        if response.length == 0:
            return b""
        reader = BodyReader(SCRAP_BYTES, SCRAP_BYTES, cuts=True)
        response.deliverBody(reader)
        try:
            return await deadline.wait(host, reader.done, SCRAP_SECONDS)
        except RemoteFailed:
            return b""

    def _permitted(self, target: Target) -> Target:
        if target.scheme != "https" and not self.settings.insecure_outgoing:
            raise unusable(target.netloc, f"{target.scheme} is not asked, only https")
        return target

    def _whole(self, limits: Limits) -> float:
        return min(MAX_WHOLE, limits.whole or MAX_WHOLE, self.settings.timeout or MAX_WHOLE)


@implementer(IAgent)
@attrs.define
class _Hop:
    """One request of a chain, between treq and the Agent: sends the URL that was signed, and no cookies.

    treq writes some URLs anew and refuses others, unpacks without a limit and reads cookies. So it is given
    any URL, the real one is set here, and the headers that would set treq to work are taken off the answer.
    """

    _agent: Agent
    target: Target
    _headers: Mapping[str, str]
    encoding: str = attrs.field(default="", init=False)

    def ask(self, reactor: Any) -> Deferred[Any]:
        """Send the request; the Deferred fires with the answer when its headers are there."""
        this: Any = self
        client = treq.client.HTTPClient(this)
        asked: Deferred[Any] = client.request(
            "GET", ANY_URL, allow_redirects=False, unbuffered=True, reactor=reactor
        )
        return asked

    def request(
        self, method: bytes, uri: bytes, headers: Headers | None = None, bodyProducer: Any = None
    ) -> Deferred[Any]:
        """Send what treq asks for to where we want it (IAgent)."""
        sent = headers or Headers()
        for name, value in self._headers.items():
            sent.setRawHeaders(name, [value])
        answered: Deferred[Any] = self._agent.request(method, self.target.url, sent, bodyProducer)
        return answered.addCallback(self._bare)

    def _bare(self, response: Any) -> Any:
        encodings = response.headers.getRawHeaders(b"Content-Encoding", [])
        self.encoding = _plain(b",".join(encodings)).strip().lower()
        response.headers.removeHeader(b"Content-Encoding")
        response.headers.removeHeader(b"Set-Cookie")
        return response


@implementer(IBodyProducer)
@attrs.frozen
class _Body:
    """The body of a POST, written in one go; may be sent again."""

    _bytes: bytes

    @property
    def length(self) -> int:
        """How many bytes there are."""
        return len(self._bytes)

    def startProducing(self, consumer: Any) -> Deferred[None]:
        """Write everything."""
        consumer.write(self._bytes)
        return succeed(None)

    def pauseProducing(self) -> None:
        """Nothing is left to pause."""

    def resumeProducing(self) -> None:
        """Nothing is left to resume."""

    def stopProducing(self) -> None:
        """Nothing is left to stop."""


def is_redirect(answer: Fetched) -> bool:
    """Tell whether the answer leads somewhere else."""
    return answer.status in REDIRECTS and bool(answer.headers.get("Location"))


def _redirected(answer: Fetched, words: str) -> RemoteFailed:
    return RemoteFailed(answer.host, can_retry=False, detail=words, status=answer.status)


def _headers(response: Any) -> AnswerHeaders:
    raw = response.headers.getAllRawHeaders()
    pairs = ((name, value) for name, values in raw for value in values)
    return AnswerHeaders((name.decode("latin-1"), _plain(value)) for name, value in pairs)


def _plain(value: bytes) -> str:
    """Return a header as text; NUL, which no database keeps, counts as a space (RFC 9110 section 5.5)."""
    return value.decode("utf-8", "replace").replace("\0", " ")


def open_http_client(
    reactor: Any,
    settings: HttpClientSection,
    user_agent: str,
    *,
    resolver: Resolver | None = None,
    ca_file: str = "",
) -> HttpClient:
    """Make the client; ``resolver`` and ``ca_file`` (certificates to trust besides) are for tests."""
    dialer = Dialer(
        reactor=reactor,
        resolver=resolver or SystemResolver(reactor),
        rules=AddressRules(allowed=settings.allow_ips, blocked=settings.block_ips),
        tls=client_tls(is_checked=not settings.tls_insecure_skip_verify, ca_file=ca_file),
    )
    pool = ConnectionPool(reactor)
    return HttpClient(
        agent=safe_agent(dialer, pool),
        pool=pool,
        turns=HostTurns(),
        reactor=reactor,
        settings=settings,
        user_agent=user_agent,
    )
