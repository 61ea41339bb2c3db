"""Heads of answers: pre-encoded blocks that never change, and the few lines that do.

Writing nineteen headers one by one costs more than the rest of a small request, so everything that
depends only on status, type, cache and kind is one block of bytes, made once. Security headers: rows
SE-06, SE-07, SE-18 and Q-09; CORS: SE-08 and K4-36.
"""

from email.utils import formatdate
from http import HTTPStatus

import attrs

from gotosocial.http.limits import Verdict
from gotosocial.http.reply import Headers
from gotosocial.http.settings import HttpSettings
from gotosocial.util.clock import Clock

EXPOSED = (
    "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh,"
    " Deprecation, Retry-After, Accept-Ranges, Content-Range, ETag, Connection, Upgrade, Sec-WebSocket-Accept"
)
_PREFLIGHT: Headers = (
    ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS"),
    (
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Content-Length, Accept, Origin, Idempotency-Key, X-Requested-With,"
        " Range, If-None-Match, Connection, Upgrade, Sec-WebSocket-Protocol, Sec-WebSocket-Key,"
        " Sec-WebSocket-Version",
    ),
    ("Access-Control-Max-Age", "3600"),
)
_NO_ROBOTS = "noindex, nofollow, noarchive, nosnippet, noai, noimageai"
_NO_AI = "noai, noimageai"
_MOST_BLOCKS = 1024
_NO_LENGTH = frozenset({101, 204, 304})
_COMMON: Headers = (
    ("Server", "gotosocial"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "browsing-topics=()"),
)


@attrs.frozen(kw_only=True)
class HeadKind:
    """What decides about the fixed lines of a head."""

    status: int
    content_type: str = ""
    cache: str = ""
    is_file: bool = False
    for_robots: bool = False
    """Whether search engines may index the answer."""
    replaced: frozenset[str] = frozenset()
    """Lower-case names of fixed headers that the door writes itself."""


@attrs.define
class Heads:
    """Writes the heads of all answers."""

    _settings: HttpSettings
    _clock: Clock
    _blocks: dict[HeadKind, bytes] = attrs.field(factory=dict, init=False)
    _date: bytes = attrs.field(default=b"", init=False)
    _date_until: float = attrs.field(default=0.0, init=False)
    _policy: str = attrs.field(default="", init=False)
    _id_header: bytes = attrs.field(default=b"", init=False)

    def __attrs_post_init__(self) -> None:
        extra = "".join(f" {uri}" for uri in self._settings.csp_extra_uris)
        self._policy = (
            "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
            f" img-src 'self' blob: data:{extra}; media-src 'self'{extra}"
        )
        self._id_header = self._settings.request_id_header.encode("latin-1")

    def write(
        self,
        kind: HeadKind,
        *,
        length: int,
        request_id: str,
        verdict: Verdict | None = None,
        extra: Headers = (),
        closes: bool = False,
    ) -> bytes:
        """Return status line, headers and the empty line after them."""
        block = self._blocks.get(kind) or self._add_block(kind)
        moment = b"Date: %b\r\n%b: %b\r\n" % (self._now(), self._id_header, request_id.encode("latin-1"))
        parts = [block, moment]
        if kind.status not in _NO_LENGTH:
            parts.append(b"Content-Length: %d\r\n" % length)
        if verdict is not None:
            parts.append(
                b"X-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %b\r\n"
                % (verdict.limit, verdict.remaining, verdict.reset.encode())
            )
        parts.extend(_line(name, value) for name, value in extra)
        parts.append(b"Connection: close\r\n\r\n" if closes else b"\r\n")
        return b"".join(parts)

    def _add_block(self, kind: HeadKind) -> bytes:
        if len(self._blocks) >= _MOST_BLOCKS:
            self._blocks.clear()
        lines = [_line(name, value) for name, value in self._fixed(kind) if name.lower() not in kind.replaced]
        status = b"HTTP/1.1 %d %b\r\n" % (kind.status, _phrase(kind.status))
        block = self._blocks[kind] = status + b"".join(lines)
        return block

    def _fixed(self, kind: HeadKind) -> Headers:
        lines = list(_COMMON)
        policy = "default-src 'none'; sandbox; frame-ancestors 'none'" if kind.is_file else self._policy
        lines.append(("Content-Security-Policy", policy))
        lines.append(("X-Robots-Tag", _NO_AI if kind.for_robots else _NO_ROBOTS))
        if kind.content_type:
            lines.append(("Content-Type", kind.content_type))
        if kind.cache:
            lines.append(("Cache-Control", kind.cache))
        if not kind.content_type.startswith("text/html"):
            lines.append(("Access-Control-Allow-Origin", "*"))
            lines.append(("Access-Control-Expose-Headers", EXPOSED))
        return tuple(lines)

    def _now(self) -> bytes:
        now = self._clock.monotonic()
        if now >= self._date_until:
            seconds = self._clock.millis() / 1000
            self._date = formatdate(seconds, usegmt=True).encode()
            self._date_until = now + 1 - seconds % 1
        return self._date


_REPLACEABLE = frozenset(name.lower() for name, _ in _COMMON) | {
    "content-security-policy",
    "x-robots-tag",
    "access-control-allow-origin",
    "access-control-expose-headers",
}


def replaced_by(headers: Headers) -> frozenset[str]:
    """Return which fixed headers a door writes itself."""
    if not headers:
        return frozenset()
    return _REPLACEABLE & {name.lower() for name, _ in headers}


def preflight_headers(allowed: str) -> Headers:
    """Return the headers that answer OPTIONS; ``allowed`` is the list of methods of the path."""
    return (("Allow", allowed), *_PREFLIGHT)


def _line(name: str, value: str) -> bytes:
    text = f"{name}: {value}".replace("\r", " ").replace("\n", " ").replace("\0", " ")
    return text.encode("utf-8") + b"\r\n"


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b"Unknown"
