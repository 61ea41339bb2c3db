"""What the headers alone decide: the route, the client's limits, and whether the body is wanted at all.

Nothing here waits. A refusal, be it a mistake of ours, is kept in the visit and answered by the pipeline
like any other error; the carrier only looks at it to know whether reading the body is worth while.
"""

import itertools
import os
import re

import attrs

from gotosocial.errors import Invalid, NotAcceptable, NotFound, TooLarge, TooMany, Unauthorized
from gotosocial.http.addresses import ClientAddresses, NetworkSet
from gotosocial.http.bodies import Discard
from gotosocial.http.exchange import Exchange
from gotosocial.http.failures import NoUserAgent, WrongMethod, admits
from gotosocial.http.forms import DISCARD_LIMIT, sink_for
from gotosocial.http.limits import RateLimiter
from gotosocial.http.router import Found, OtherMethods, Router
from gotosocial.http.routes import Group, Route
from gotosocial.http.settings import HttpSettings
from gotosocial.http.visit import Visit, token_of
from gotosocial.util.clock import Clock
from gotosocial.util.networks import network_of

_SANE_ID = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_GROUPS: tuple[tuple[str, Group], ...] = (
    ("/users/", "s2s"),
    ("/.well-known/", "s2s"),
    ("/nodeinfo", "s2s"),
    ("/api/", "client"),
    ("/oauth/", "client"),
    ("/", "files"),
)
_UNCOUNTED: tuple[Group, ...] = ("inbox", "health")
"""Inboxes have limits of their own; a health check must not hear that the server is tired."""


@attrs.frozen
class Admission:
    """Decides about a request as soon as its headers are there."""

    _settings: HttpSettings
    _router: Router
    _addresses: ClientAddresses
    _limiter: RateLimiter
    _unlimited: NetworkSet
    _clock: Clock
    _numbers: "itertools.count[int]" = attrs.field(factory=itertools.count, init=False)
    _prefix: str = attrs.field(factory=lambda: os.urandom(8).hex(), init=False)
    _id_header: str = attrs.field(init=False)

    @_id_header.default
    def _lower_id_header(self) -> str:
        return self._settings.request_id_header.lower()

    def admit(self, exchange: Exchange, length: int | None) -> Visit:
        """Return the visit of a request; ``length`` is the announced body, None when it is chunked."""
        forwarded = exchange.headers.get("x-forwarded-for")
        visit = Visit(
            exchange,
            self._request_id(exchange),
            self._addresses.find(exchange.peer, forwarded),
            self._clock.monotonic(),
            Discard(DISCARD_LIMIT),
        )
        try:
            self._decide(visit, length)
        except Exception as error:
            visit.refusal = error
        return visit

    def _decide(self, visit: Visit, length: int | None) -> None:
        exchange = visit.exchange
        found = self._router.match(exchange.verb, exchange.raw_path)
        visit.found = found if isinstance(found, Found) else None
        self._count(visit)
        if not exchange.headers.get("user-agent").strip():
            raise NoUserAgent
        if isinstance(found, OtherMethods):
            raise WrongMethod(found.allowed)
        if found is None:
            raise NotFound
        self._check(visit, found.mounted.route, length)

    def _check(self, visit: Visit, route: Route, length: int | None) -> None:
        headers = visit.exchange.headers
        if route.produces:
            accept = headers.get("accept")
            if accept and not admits(accept, route.produces):
                raise NotAcceptable(f"this endpoint answers with {' or '.join(route.produces)}")
        room = route.max_body + route.files * self._settings.max_file
        if length is not None and length > room:
            raise TooLarge(f"the body has {length} bytes, {room} are allowed")
        if route.auth != "none":
            visit.token = token_of(visit.exchange)
            if not visit.token and route.auth != "optional":
                raise Unauthorized
        if length != 0:
            content_type = headers.get("content-type")
            visit.sink = sink_for(route.body, content_type, room, self._settings.temp_dir)

    def _count(self, visit: Visit) -> None:
        limit = self._settings.rate_limit
        route = visit.route
        group = route.group if route is not None else _group_of(visit.exchange.raw_path)
        if not limit or group in _UNCOUNTED or visit.client in self._unlimited:
            return
        allowed = limit * 2 if group == "emoji" else limit
        visit.verdict = self._limiter.hit(f"{group} {network_of(visit.client)}", allowed)
        if visit.verdict.is_over:
            raise TooMany("rate limit reached", retry_after=visit.verdict.retry_after)

    def _request_id(self, exchange: Exchange) -> str:
        sent = exchange.headers.get(self._id_header)
        if sent and _SANE_ID.fullmatch(sent):
            return sent
        return f"{self._prefix}{next(self._numbers):08x}"


def _group_of(path: bytes) -> Group:
    text = path.decode("latin-1")
    return next((group for start, group in _GROUPS if text.startswith(start)), "files")


def host_trouble(hosts: int, version: bytes) -> Invalid | None:
    """Return what is wrong with the number of Host headers (RFC 9112 section 3.2)."""
    if hosts > 1 or (not hosts and version == b"HTTP/1.1"):
        return Invalid("a request has exactly one Host header")
    return None
