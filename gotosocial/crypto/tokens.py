"""Make secrets that people and programs carry, and the digests under which they are stored.

A token is random, so one round of SHA-256 is enough: who reads the database cannot use what is there.
"""

import hashlib
import hmac
import secrets

_TOKEN_BYTES = 36


def new_token() -> str:
    """Return 288 random bits as 48 letters that are safe in URLs and headers."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the form in which a token is stored and looked up: SHA-256 in lower-case hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def constant_time_equals(one: str, other: str) -> bool:
    """Compare two secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
