"""Notifications as the client API shows them: a join of who did it and the status it is about."""

from gotosocial.models.notification import Notification
from gotosocial.util.clock import iso

_FORM = b'{"id":"%b","type":"%b","created_at":"%b","group_key":"ungrouped-%b","account":%b%b}'
_STATUS = b',"status":%b'


def notification_json(notification: Notification, account: bytes, status: bytes | None = None) -> bytes:
    """Return a Notification with the Account that caused it; ``status`` where it is about one."""
    # Ids, types and times hold no letter that JSON would escape.
    own_id = notification.id.encode()
    kind, created_at = notification.type.encode(), iso(notification.created_at).encode()
    return _FORM % (own_id, kind, created_at, own_id, account, b"" if status is None else _STATUS % status)
