"""Host names as they are compared: lower case, punycode, with a port only where one was written."""

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_ADDRESS = re.compile(r"[0-9.]+|\[.*\]")
_PLAIN = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#]|$)")
"""URIs as nearly all of them are: a host that is normal already, without a port."""
_PORT = re.compile(r"0*[1-9][0-9]{0,4}", re.ASCII)
_SCHEME_PORTS = {"http": ":80", "https": ":443"}


def normal(domain: str) -> str:
    """Return the domain in lower-case ASCII (punycode); raise ValueError when it is none."""
    host, colon, port = domain.strip().rstrip(".").lower().partition(":")
    host = host.rstrip(".")
    if not host or (colon and not _PORT.fullmatch(port)):
        raise ValueError(f"not a domain: {domain!r}")
    ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    if "" in ascii_host.split(".") or any(not (one.isalnum() or one in "-._") for one in ascii_host):
        raise ValueError(f"not a domain: {domain!r}")
    return ascii_host + colon + port.lstrip("0")


def readable(domain: str) -> str:
    """Return the domain for people: punycode labels in their own script."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def is_within(domain: str, parent: str) -> bool:
    """Tell whether the domain is the parent or lies below it."""
    return domain == parent or domain.endswith("." + parent)


def host_of(uri: str) -> str:
    """Return the host of an http(s) URI, normal and without its scheme's own port, or "" where it is none."""
    if (plain := _PLAIN.match(uri)) is not None:
        return plain[1]
    try:
        parts = urlsplit(uri)
        if parts.scheme not in _SCHEME_PORTS or not parts.hostname or "@" in parts.netloc:
            return ""
        host = parts.netloc.lower()
        host = host if host.startswith("[") else normal(host)
        return host.removesuffix(_SCHEME_PORTS[parts.scheme])
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """Return the registrable domain that a normal host lies in; a host that lies in none is a site by itself.

    So is one with a port or in numbers. What can be registered stands in https://publicsuffix.org.
    """
    if ":" in host or _ADDRESS.fullmatch(host):
        return host
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> PublicSuffixList:
    # Read at the first question: it costs 0.1 s and 2 MiB, which commands and tests need not pay.
    return PublicSuffixList()
