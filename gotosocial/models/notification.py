"""A notification: somebody did something that concerns a local account."""

from datetime import datetime
from typing import Literal

import attrs

NotificationType = Literal[
    "follow",
    "follow_request",
    "mention",
    "reblog",
    "favourite",
    "poll",
    "status",
    "update",
    "admin.sign_up",
    "admin.report",
    "pending.favourite",
    "pending.reply",
    "pending.reblog",
]


@attrs.frozen(kw_only=True)
class Notification:
    """``origin_id`` did something of this type to ``account_id``; ``status_id`` may be empty (row N-01)."""

    id: str
    type: NotificationType
    account_id: str
    origin_id: str
    status_id: str = ""
    created_at: datetime
