"""What an access token permits right now: the token and the standing of who is behind it."""

import attrs

from gotosocial.models.token import AccessToken


@attrs.frozen(kw_only=True)
class Grant:
    """A token with its person's standing; an application's own token has no ``account_id``.

    ``may_act`` is false for a person who may not sign in, is suspended, or no longer exists.
    """

    token: AccessToken
    account_id: str = ""
    is_admin: bool = False
    is_moderator: bool = False
    may_act: bool = True
    has_moved: bool = False
