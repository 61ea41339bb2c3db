"""Access tokens: as the OAuth routes give them out, and as people look at theirs."""

from typing import Any

import orjson

from gotosocial.mastodon.application import status_application
from gotosocial.models.application import Application
from gotosocial.models.token import AccessToken
from gotosocial.util.clock import iso


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


def token_info(token: AccessToken, application: Application | None) -> dict[str, Any]:
    """Return a TokenInfo: everything but the secret (row AU-10)."""
    entity: dict[str, Any] = {
        "id": token.id,
        "created_at": iso(token.created_at),
        "scope": " ".join(sorted(token.scopes)),
        "application": status_application(token.application_id, application),
    }
    if token.last_used_at is not None:
        entity["last_used"] = iso(token.last_used_at)
    return entity
