"""A mute of one account by another."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Mute:
    """``account_id`` mutes ``target_id``, for ever where ``expires_at`` is None (row M-01)."""

    id: str
    account_id: str
    target_id: str
    hides_notifications: bool = True
    expires_at: datetime | None = None
    created_at: datetime
