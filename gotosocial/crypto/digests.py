"""Write and check the digests that bind a body to the signature of its headers.

``Digest`` (RFC 3230, the older one) goes with draft-cavage, ``Content-Digest`` (RFC 9530) with RFC 9421.
SHA-256 and SHA-512 are known; others prove nothing.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Set

import attrs

from gotosocial.crypto.signed_request import BadSignature, RequestFacts
from gotosocial.crypto.structured_fields import Item, read_dictionary, write_octets
from gotosocial.errors import Malformed

_KNOWN = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
_MAX_LETTERS = 1024
_MAX_DIGESTS = 8


@attrs.frozen
class BodyDigest:
    """The SHA-256 of a body that goes to many hosts, computed once."""

    octets: bytes

    @classmethod
    def of(cls, body: bytes) -> "BodyDigest":
        """Return the digest of a body."""
        return cls(hashlib.sha256(body).digest())

    @property
    def digest(self) -> str:
        """The value of the ``Digest`` header."""
        return f"SHA-256={base64.b64encode(self.octets).decode()}"

    @property
    def content_digest(self) -> str:
        """The value of the ``Content-Digest`` header."""
        return f"sha-256={write_octets(self.octets)}"


def matching_digests(facts: RequestFacts) -> frozenset[str]:
    """Return the names of the digest headers that bind the body: known, and matching.

    Raises BadSignature where one is malformed or does not match, be it covered or not.
    """
    found = set()
    for name, read in (("digest", _read_digest), ("content-digest", _read_content_digest)):
        value = facts.find(name)
        if value is not None and _check_each(name, read(value), facts.body):
            found.add(name)
    return frozenset(found)


def check_bound(facts: RequestFacts, covered: Set[str], matching: Set[str]) -> None:
    """Raise BadSignature where the request has a body, and no matching digest of it is covered."""
    if facts.has_body and not covered & matching:
        raise BadSignature("the signature covers no digest of the body")


def _check_each(name: str, given: Iterable[tuple[str, bytes]], body: bytes) -> bool:
    is_known = False
    for algorithm, octets in given:
        make = _KNOWN.get(algorithm)
        if make is None:
            continue
        if not hmac.compare_digest(make(body).digest(), octets):
            raise BadSignature("the digest does not match the body", detail=name)
        is_known = True
    return is_known


def _read_digest(value: str) -> list[tuple[str, bytes]]:
    parts = value.split(",") if len(value) <= _MAX_LETTERS else []
    if not 0 < len(parts) <= _MAX_DIGESTS:
        raise BadSignature("the Digest header is malformed")
    found: list[tuple[str, bytes]] = []
    for part in parts:
        algorithm, equals, text = part.strip(" \t").partition("=")
        name = algorithm.lower()
        if not algorithm or not equals or any(name == other for other, _ in found):
            raise BadSignature("the Digest header is malformed")
        if name in _KNOWN:
            found.append((name, _octets(text)))
    return found


def _read_content_digest(value: str) -> list[tuple[str, bytes]]:
    if len(value) > _MAX_LETTERS:
        raise BadSignature("the Content-Digest header is malformed")
    try:
        members = read_dictionary(value)
    except Malformed as mistake:
        raise BadSignature("the Content-Digest header is malformed", detail=mistake.detail) from mistake
    found = []
    for name, member in members.items():
        if not isinstance(member, Item) or not isinstance(member.value, bytes):
            raise BadSignature("the Content-Digest header is malformed")
        found.append((name, member.value))
    return found


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as mistake:
        raise BadSignature("the Digest header is malformed") from mistake
