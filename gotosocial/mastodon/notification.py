"""Notifications as the client API shows them: a join of who did it and the status it is about."""

import orjson

from gotosocial.models.notification import Notification
from gotosocial.util.clock import iso


def notification_json(notification: Notification, account: bytes, status: bytes | None = None) -> bytes:
    """Return a Notification with the Account that caused it; ``status`` where it is about one."""
    head = orjson.dumps(
        {
            "id": notification.id,
            "type": notification.type,
            "created_at": iso(notification.created_at),
            "group_key": f"ungrouped-{notification.id}",
        }
    )
    about = b"}" if status is None else b',"status":' + status + b"}"
    return b"".join((head[:-1], b',"account":', account, about))
