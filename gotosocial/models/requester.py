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


def is_stranger(requester: Requester | None) -> bool:
    """Tell whether nobody in particular asks: no token, or one of an application alone.

    Anybody may register an application and get such a token, so it opens nothing that is closed to strangers.
    """
    return requester is None or not requester.is_person
