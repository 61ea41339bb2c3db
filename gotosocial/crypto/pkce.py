"""Check that who redeems an authorization code is who asked for it (RFC 7636, method S256)."""

import base64
import hashlib
import hmac
import re

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def is_challenge(text: str) -> bool:
    """Tell whether the text can be an S256 challenge: 43 letters of unpadded base64url."""
    return _CHALLENGE.fullmatch(text) is not None


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge that belongs to a verifier."""
    hashed = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def fits(challenge: str, verifier: str) -> bool:
    """Tell whether the verifier has the right form and belongs to the challenge."""
    if _VERIFIER.fullmatch(verifier) is None or not is_challenge(challenge):
        return False
    return hmac.compare_digest(challenge_of(verifier), challenge)
