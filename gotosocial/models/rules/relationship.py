"""How one account stands to another, put together from what each of them did."""

from datetime import datetime

from gotosocial.models.relationship import Facing, Relationship
from gotosocial.models.viewer import Viewer


def relationship_of(viewer: Viewer, account_id: str, facing: Facing, now: datetime) -> Relationship:
    """Return the relationship of the viewer to the account; ``facing`` is what comes from the other side."""
    follow = viewer.following.get(account_id)
    switches = follow or viewer.requested.get(account_id)
    mute = viewer.mutes(account_id, now)
    return Relationship(
        id=account_id,
        following=follow is not None,
        showing_reblogs=switches is not None and switches.shows_reblogs,
        notifying=switches is not None and switches.notifies,
        followed_by=facing.followed_by,
        blocking=account_id in viewer.blocking,
        blocked_by=account_id in viewer.blocked_by,
        muting=mute is not None,
        muting_notifications=mute is not None and mute.hides_notifications,
        requested=account_id in viewer.requested,
        requested_by=facing.requested_by,
        note=facing.note,
    )
