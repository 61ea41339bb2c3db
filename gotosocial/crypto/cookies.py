"""Seal small state into a cookie that only this instance can read or write, for a limited time.

AES-256-GCM over the JSON of the state with its time of sealing; nothing is kept on the server.
"""

import base64
import hashlib
import hmac
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_MAX_LETTERS = 8192
_CLOCK_SKEW = timedelta(minutes=1)


def new_key() -> str:
    """Return a new key, 256 random bits, in the text form that the functions here take."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def seal(key: str, state: dict[str, Any], *, now: datetime, purpose: str = "session") -> str:
    """Return the state encrypted and signed as text that is safe in a cookie.

    What is sealed for one purpose does not open for another one.
    """
    nonce = os.urandom(_NONCE_BYTES)
    plain = orjson.dumps({"at": int(now.timestamp()), "state": state})
    sealed = nonce + _cipher(key, "seal").encrypt(nonce, plain, purpose.encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def unseal(
    key: str, text: str, *, max_age: timedelta, now: datetime, purpose: str = "session"
) -> dict[str, Any] | None:
    """Return the state, or None where it was changed, is too old, or was never sealed with this key."""
    if len(text) > _MAX_LETTERS:
        return None
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        plain = _cipher(key, "seal").decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        content = orjson.loads(plain)
    except (ValueError, InvalidTag):
        return None
    age = now - datetime.fromtimestamp(content["at"], UTC)
    if not -_CLOCK_SKEW <= age <= max_age:
        return None
    state: dict[str, Any] = content["state"]
    return state


def csrf_token(key: str, session_id: str) -> str:
    """Return the token that a form of this session must carry: an HMAC of the session's id."""
    secret = _derived(key, "csrf")
    return hmac.new(secret, session_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_csrf_token(key: str, session_id: str, given: str) -> bool:
    """Tell whether a form carries the token of this session."""
    return hmac.compare_digest(csrf_token(key, session_id).encode(), given.encode("utf-8", "surrogatepass"))


def _cipher(key: str, use: str) -> AESGCM:
    return AESGCM(_derived(key, use))


def _derived(key: str, use: str) -> bytes:
    return hmac.new(key.encode(), use.encode(), hashlib.sha256).digest()
