"""Whether a notification is shown: blocks and mutes hide it as long as they stand (row N-05)."""

from datetime import datetime

from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import may_see_account
from gotosocial.models.viewer import Viewer


def may_notify(origin: Account, viewer: Viewer, now: datetime) -> bool:
    """Tell whether what the origin did may be shown to the viewer as a notification."""
    mute = viewer.mutes(origin.id, now)
    return may_see_account(origin, viewer) and not (mute and mute.hides_notifications)
