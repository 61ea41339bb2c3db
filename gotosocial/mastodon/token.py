"""Access tokens as the OAuth routes give them out."""

import orjson

from gotosocial.models.token import AccessToken


def token_json(token: AccessToken, secret: str) -> bytes:
    """Return a Token with the secret in clear, which is shown this once; its time is in Unix seconds."""
    return orjson.dumps(
        {
            "access_token": secret,
            "token_type": "Bearer",
            "scope": " ".join(sorted(token.scopes)),
            "created_at": int(token.created_at.timestamp()),
        }
    )
