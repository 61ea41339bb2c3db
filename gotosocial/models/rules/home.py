"""What belongs in somebody's home timeline (rows T-01 to T-05)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gotosocial.models.rules.muting import is_muted
from gotosocial.models.rules.visibility import Seen, may_see_status
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer

FURTHEST_AHEAD = timedelta(hours=24)


def is_from_the_future(status: Status, now: datetime) -> bool:
    """Tell whether the status is dated so far ahead that no timeline shows it (row T-05)."""
    return status.created_at > now + FURTHEST_AHEAD


def still_belongs_home(seen: Seen, owner: Viewer, now: datetime) -> bool:
    """Tell whether an entry of the home timeline may be shown now: the checks that can change later."""
    original = seen.original.status if seen.original else None
    return may_stand_home(seen, owner, now) and not (
        owner.muting and is_muted(seen.status, original, owner, now)
    )


def belongs_home(seen: Seen, ancestors: Sequence[Seen], owner: Viewer, now: datetime) -> bool:
    """Tell whether a new status goes to the owner's home; ``ancestors`` start at its parent and go up.

    A mute of the status itself keeps nothing out: it hides the entry as long as it stands.
    """
    if not may_stand_home(seen, owner, now):
        return False
    if any(is_muted(step.status, None, owner, now) for step in ancestors):
        return False
    status = seen.status
    if status.account_id == owner.account_id or owner.account_id in status.mentioned_ids:
        return True
    return not status.is_reply or _is_thread_of_interest([seen, *ancestors], owner)


def may_stand_home(seen: Seen, owner: Viewer, now: datetime) -> bool:
    """Tell whether the owner's home may have an entry of the status, shown or hidden by a mute."""
    status = seen.status
    if status.account_id != owner.account_id:
        switches = owner.following.get(status.account_id)
        if switches is None or (status.is_boost and not switches.shows_reblogs):
            return False
    original = seen.original.status if seen.original else None
    return (
        not is_from_the_future(status, now)
        and may_see_status(seen, owner)
        and not _speaks_to_blocked(status, owner)
        and not (original is not None and _speaks_to_blocked(original, owner))
    )


def _is_thread_of_interest(steps: Sequence[Seen], owner: Viewer) -> bool:
    author_id = steps[0].status.account_id
    has_one_author = steps[-1].status.is_reply is False
    for step in steps:
        status = step.status
        if status.account_id == owner.account_id or owner.account_id in status.mentioned_ids:
            return True
        if not may_see_status(step, owner) or _speaks_to_blocked(status, owner):
            return False
        if _speaks_to_followed(status, owner):
            return True
        has_one_author = has_one_author and status.account_id == author_id
    return has_one_author


def _speaks_to_blocked(status: Status, owner: Viewer) -> bool:
    if not status.mentioned_ids or status.account_id == owner.account_id:
        return False
    return any(map(owner.is_cut_from, status.mentioned_ids))


def _speaks_to_followed(status: Status, owner: Viewer) -> bool:
    if not any(account_id in owner.following for account_id in status.mentioned_ids):
        return False
    return not status.visibility.is_open or status.account_id in owner.following
