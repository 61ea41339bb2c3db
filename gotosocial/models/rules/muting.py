"""Whether a status is muted for somebody: by its author, its booster or those it speaks to (row M-03)."""

from collections.abc import Iterable
from datetime import datetime

from gotosocial.models.status import Status
from gotosocial.models.viewer import MuteSwitches, Viewer


def is_muted(status: Status, original: Status | None, viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer has muted the author, the boosted author or anybody it mentions or answers."""
    return bool(mutes_of(status, original, viewer, now))


def mutes_of(
    status: Status, original: Status | None, viewer: Viewer, now: datetime
) -> list[MuteSwitches]:
    """Return the mutes that concern the status; one's own statuses are never muted."""
    if not viewer.muting or status.account_id == viewer.account_id:
        return []
    involved = {*_people(status), *(_people(original) if original is not None else ())}
    involved.discard(viewer.account_id)
    found = (viewer.mutes(account_id, now) for account_id in involved)
    return [mute for mute in found if mute is not None]


def muted_in_thread(statuses: Iterable[Status], viewer: Viewer, now: datetime) -> set[str]:
    """Return the ids of those that are muted, parents coming before answers: an answer goes with its parent.

    What the viewer wrote is never muted.
    """
    muted: set[str] = set()
    for status in statuses:
        is_below = status.in_reply_to_id in muted and status.account_id != viewer.account_id
        if is_below or is_muted(status, None, viewer, now):
            muted.add(status.id)
    return muted


def _people(status: Status) -> set[str]:
    return {status.account_id, status.in_reply_to_account_id, *status.mentioned_ids}
