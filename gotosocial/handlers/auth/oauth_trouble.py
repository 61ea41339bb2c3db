"""What can go wrong on the routes that give tokens, in the words of RFC 6749 section 5.2."""

from typing import Literal

from gotosocial.errors import Trouble

OAuthCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "access_denied",
]


class OAuthTrouble(Trouble):
    """A refusal with one of the codes that OAuth clients know; ``public`` is its description."""

    def __init__(self, code: OAuthCode, public: str, *, detail: str = "") -> None:
        self.code: OAuthCode = code
        super().__init__(public, detail=detail)
