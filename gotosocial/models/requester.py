"""Who is asking: the person or the application behind an access token."""

import attrs


@attrs.frozen(kw_only=True)
class Requester:
    """What an access token stands for; an application's own token has no account and no user."""

    token_id: str
    application_id: str
    scopes: frozenset[str]
    account_id: str = ""
    user_id: str = ""
    is_admin: bool = False
    is_moderator: bool = False
    has_moved: bool = False

    @property
    def is_person(self) -> bool:
        """Whether a signed-in person stands behind the token."""
        return bool(self.account_id)
