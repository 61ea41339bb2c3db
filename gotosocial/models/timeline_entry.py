"""One row of somebody's timeline: that a status stands there, and why."""

import attrs

from gotosocial.models.status import Status


@attrs.frozen(kw_only=True)
class TimelineEntry:
    """``account_id`` brought the status here; ``is_repeat``: a boost of what stands among the newest (T-04).

    ``original_id`` is the status that is shown: the boosted one, or the status itself.
    """

    timeline: str
    status_id: str
    account_id: str
    original_id: str
    is_repeat: bool = False


def home_of(account_id: str) -> str:
    """Return the name of the account's home timeline."""
    return f"home:{account_id}"


def entry_of(timeline: str, status: Status) -> TimelineEntry:
    """Return the entry that puts the status into the timeline."""
    return TimelineEntry(
        timeline=timeline,
        status_id=status.id,
        account_id=status.account_id,
        original_id=status.original_id,
    )


def own_entry(status: Status) -> TimelineEntry:
    """Return the entry that shows the author his own post at home."""
    return entry_of(home_of(status.account_id), status)
