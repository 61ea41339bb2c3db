"""Access tokens and authorization codes; only the digests of their secrets are kept."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class AccessToken:
    """A token that was given out. ``user_id`` is empty for an application's own token.

    ``code_digest``: the authorization code that it was given for, empty where there was none.
    """

    id: str
    digest: str
    application_id: str
    user_id: str
    scopes: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None = None
    code_digest: str = ""


@attrs.frozen(kw_only=True)
class AuthorizationCode:
    """A code on its way to an app, good for ten minutes and one use (row AU-05)."""

    digest: str
    application_id: str
    user_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str
    expires_at: datetime
