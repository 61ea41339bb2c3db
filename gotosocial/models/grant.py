"""What an access token permits right now: the token and the standing of who is behind it."""

import attrs

from gotosocial.models.requester import Requester
from gotosocial.models.token import AccessToken
from gotosocial.util.clock import to_millis


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
    used_millis: int = attrs.field(init=False, repr=False, eq=False)
    """When the token was last used, in milliseconds since the epoch; 0 where it never was."""
    requester: Requester = attrs.field(init=False, repr=False, eq=False)
    """Who asks with this token, made once because it is wanted for every request."""

    @used_millis.default
    def _used_millis(self) -> int:
        used = self.token.last_used_at
        return 0 if used is None else to_millis(used)

    @requester.default
    def _requester(self) -> Requester:
        return Requester(
            token_id=self.token.id,
            application_id=self.token.application_id,
            scopes=self.token.scopes,
            account_id=self.account_id,
            user_id=self.token.user_id,
            is_admin=self.is_admin,
            is_moderator=self.is_moderator,
            has_moved=self.has_moved,
        )
