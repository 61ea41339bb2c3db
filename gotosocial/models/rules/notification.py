"""Whether a notification is shown: blocks and mutes hide it as long as they stand (row N-05)."""

from datetime import datetime

from gotosocial.models.account import Account
from gotosocial.models.rules.muting import mutes_of
from gotosocial.models.rules.visibility import Seen, may_see_account, may_see_status
from gotosocial.models.viewer import Viewer


def may_notify(origin: Account, about: Seen | None, viewer: Viewer, now: datetime) -> bool:
    """Tell whether what the origin did may be shown to the viewer as a notification.

    ``about`` is the status that it shows, if any. A mute that spares notifications hides none; a mute of
    somebody whom the status speaks to hides it too, but never what is done to the viewer's own statuses.
    """
    if not may_see_account(origin, viewer):
        return False
    if about is not None and not may_see_status(about, viewer):
        return False
    if not viewer.muting:
        return True
    mute = viewer.mutes(origin.id, now)
    return not (mute and mute.hides_notifications) and (about is None or not _is_silenced(about, viewer, now))


def _is_silenced(about: Seen, viewer: Viewer, now: datetime) -> bool:
    original = about.original.status if about.original else None
    if original is not None and original.account_id == viewer.account_id:
        return False
    return any(mute.hides_notifications for mute in mutes_of(about.status, original, viewer, now))
