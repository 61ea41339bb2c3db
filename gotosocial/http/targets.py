"""The URL of an outgoing request, read strictly and written in one way.

What is signed, what is sent and what is connected to must be the same thing, so a URL is taken apart once,
here, and everything else works with the result. Names are lower-case ASCII without a trailing dot, default
ports are left out, fragments are dropped. Addresses in odd spellings (``0x7f.1``, ``2130706433``) stay names:
the resolver turns them into addresses, and those are checked like all others.
"""

from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import attrs
from twisted.web.client import URI

from gotosocial.errors import RemoteFailed
from gotosocial.util.domains import normal
from gotosocial.util.lru import Lru

MAX_URL = 8192
DEFAULT_PORTS = {"https": 443, "http": 80}
SAFE = "/?:@!$&'()*+,;=%-._~[]"
"""What stays as it is in path and query; everything else becomes percent-encoded UTF-8."""


@attrs.frozen
class Target:
    """Where one request goes: scheme, host (no brackets), port, and the whole URL as it is sent."""

    scheme: str
    host: str
    port: int
    url: bytes

    @property
    def netloc(self) -> str:
        """The host as it is called in URLs and messages: with a port where that is not the scheme's own."""
        return self.text.split("/", 3)[2]

    @property
    def text(self) -> str:
        """The URL as text."""
        return self.url.decode("ascii")

    def follow(self, location: str) -> "Target":
        """Return where a Location header leads to, relative or absolute; raise RemoteFailed for nonsense."""
        try:
            joined = urljoin(self.text, _text(location))
        except ValueError:
            raise unusable(self.netloc, f"redirects to {location[:200]!r}") from None
        return read_target(joined)


_known: Lru[str | bytes, Target] = Lru(2048)


def read_target(url: str | bytes) -> Target:
    """Read a URL; raise RemoteFailed (no retry) for what is none, or has another scheme, or a user's name."""
    known = _known.get(url)
    if known is None:
        known = _read(url)
        _known.put(url, known)
    return known


def unusable(host: str, detail: str) -> RemoteFailed:
    """Make the error for an address that will never work."""
    return RemoteFailed(host, "the address cannot be used", can_retry=False, detail=detail)


def _read(url: str | bytes) -> Target:
    text = _text(url)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise unusable("", f"not a URL: {text[:200]!r}") from None
    if parts.scheme not in DEFAULT_PORTS or "@" in parts.netloc or port == 0:
        raise unusable(parts.hostname or "", f"not a URL that is asked: {text[:200]!r}")
    host = _host(parts.hostname or "", is_literal="[" in parts.netloc)
    default = DEFAULT_PORTS[parts.scheme]
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, default):
        netloc += f":{port}"
    path = quote(parts.path or "/", safe=SAFE) + ("?" + quote(parts.query, safe=SAFE) if parts.query else "")
    return Target(parts.scheme, host, port or default, _stable(host, f"{parts.scheme}://{netloc}{path}"))


def _text(url: str | bytes) -> str:
    if len(url) > MAX_URL:
        raise unusable("", "the URL is too long")
    text = url.decode("utf-8", "replace") if isinstance(url, bytes) else url
    if any(letter <= " " or letter in "\x7f\\" for letter in text):
        raise unusable("", f"not a URL: {text[:200]!r}")
    return text


def _host(written: str, *, is_literal: bool) -> str:
    try:
        if is_literal:
            if "%" in written:
                raise ValueError("a zone means something only on the machine that wrote it")
            return str(IPv6Address(written))
        host = normal(written)
        if ":" in host or len(host) > 253 or any(not 0 < len(label) <= 63 for label in host.split(".")):
            raise ValueError("not a name")
    except ValueError:
        raise unusable(written[:253], f"not a host: {written[:253]!r}") from None
    return host


def _stable(host: str, url: str) -> bytes:
    """Refuse what Twisted would send otherwise than it is written here, since that is what gets signed."""
    written = url.encode("ascii")
    sent = URI.fromBytes(written)
    if sent.netloc + sent.originForm != written.partition(b"://")[2]:
        raise unusable(host, f"not a URL that can be sent: {url[:200]!r}")
    return written
