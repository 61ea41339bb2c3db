"""What a signature is checked against: one received request, and what can be wrong with it.

Nothing here knows how a signature is written; ``cavage.py`` and ``rfc9421.py`` do.
"""

import re
from enum import StrEnum
from typing import Protocol

import attrs

from gotosocial.crypto.public_keys import Algorithm
from gotosocial.errors import Unauthorized

_ABSENT = "\0"
_PORTS = {"https": ":443", "http": ":80"}
_MAX_LETTERS = 8192
_KEY_ID = re.compile(r"[!-~]{1,2048}")


class NoSignature(Unauthorized):
    """The request carries no signature at all."""

    default = "the request is not signed"


class BadSignature(Unauthorized):
    """The request carries a signature that proves nothing: malformed, too old, too little covered, wrong."""

    default = "the signature is not valid"


class Kind(StrEnum):
    """The two ways in which requests are signed."""

    CAVAGE = "draft-cavage-http-signatures-12"
    RFC9421 = "RFC 9421"


class HeaderLookup(Protocol):
    """The headers of a request by lower-case name, repetitions joined by a comma; a dict is one too."""

    def get(self, name: str, default: str, /) -> str:
        """Return the value of the header, or the default where there is none."""


@attrs.frozen(kw_only=True)
class RequestFacts:
    """One received request. ``target``: path and query exactly as they came. ``body``: all of it.

    ``hosts``: the names (with a port unless it is the scheme's) under which this instance may be addressed.
    A signature made for another host is refused, whoever passes it on.
    """

    method: str
    target: str
    headers: HeaderLookup
    body: bytes
    hosts: frozenset[str]
    scheme: str = "https"

    def __attrs_post_init__(self) -> None:
        _check_line(self.target)
        _check_line(self.method)

    @property
    def has_body(self) -> bool:
        """Whether a signature must cover a digest: true for all methods that may change something."""
        return bool(self.body) or self.method not in ("GET", "HEAD")

    def find(self, name: str) -> str | None:
        """Return the header's value without outer blanks, or None; raise BadSignature for a huge one."""
        value = self.headers.get(name, _ABSENT)
        if value == _ABSENT:
            return None
        if len(value) > _MAX_LETTERS:
            raise BadSignature(f"the header {name} is too long")
        _check_line(value)
        return value.strip(" \t")

    def get(self, name: str) -> str:
        """Return the value of a covered header; raise BadSignature where it is missing."""
        value = self.find(name)
        if value is None:
            raise BadSignature(detail=f"{name} is covered and not there")
        return value

    def authority(self) -> str:
        """Return the host that was asked, in lower case and without the scheme's own port.

        Raises BadSignature where that is not this instance.
        """
        host = self.get("host").lower().removesuffix(_PORTS.get(self.scheme, ""))
        if host not in self.hosts:
            raise BadSignature("the request was signed for another host", detail=host)
        return host


@attrs.frozen(kw_only=True)
class Claim:
    """A signature that is well-formed, fresh, covers enough, and whose digests match the body.

    What is left to find out is whether one of the ``texts`` was signed with the key ``key_id`` by one of the
    ``algorithms``. Made by ``cavage.py`` and ``rfc9421.py`` alone.
    """

    kind: Kind
    key_id: str
    signature: bytes
    algorithms: tuple[Algorithm, ...]
    texts: tuple[bytes, ...]
    covered: frozenset[str]


def check_key_id(key_id: str) -> str:
    """Return the id of a key, printable ASCII without blanks; raise BadSignature for anything else."""
    if not _KEY_ID.fullmatch(key_id):
        raise BadSignature("the id of the key is malformed")
    return key_id


def octets_of(text: str) -> bytes:
    """Return the octets that were signed; the letters of headers are latin-1."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as mistake:
        raise BadSignature(detail="letters that no header has") from mistake


def _check_line(value: str) -> None:
    # A value that breaks a line could pretend to be several covered headers.
    if "\n" in value or "\r" in value:
        raise BadSignature(detail="a value that breaks a line")
