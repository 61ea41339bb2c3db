"""A user: the mail address and password behind a local account."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class User:
    """Somebody who can sign in. Times are None until the thing has happened."""

    id: str
    account_id: str
    email: str
    password_hash: str = attrs.field(repr=False)
    locale: str = "en"
    created_at: datetime
    confirmed_at: datetime | None = None
    unconfirmed_email: str = ""
    is_approved: bool = False
    is_disabled: bool = False
    is_admin: bool = False
    is_moderator: bool = False
    two_factor_secret: str = attrs.field(default="", repr=False)
    two_factor_enabled_at: datetime | None = None
    reason: str = ""
    sign_up_ip: str = ""
    last_emailed_at: datetime | None = None

    @property
    def may_sign_in(self) -> bool:
        """Whether the account is confirmed, approved and not disabled (row AU-20)."""
        return self.confirmed_at is not None and self.is_approved and not self.is_disabled
