"""One row of somebody's timeline: that a status stands there, and why."""

from collections.abc import Collection, Sequence

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


def owner_of(timeline: str) -> str:
    """Return whose home timeline it is; empty for other timelines."""
    kind, _, account_id = timeline.partition(":")
    return account_id if kind == "home" else ""


def entry_of(timeline: str, status: Status) -> TimelineEntry:
    """Return the entry that puts the status into the timeline."""
    return TimelineEntry(
        timeline=timeline,
        status_id=status.id,
        account_id=status.account_id,
        original_id=status.original_id,
    )


def entries_of(timeline: str, statuses: Sequence[Status], there: Collection[str]) -> list[TimelineEntry]:
    """Return the entries of several statuses, among which a boost may repeat what is shown already.

    ``there``: the originals that stand in the timeline before.
    """
    shown = {*there, *(status.id for status in statuses)}
    entries = []
    for status in sorted(statuses, key=lambda one: one.id):
        is_repeat = status.is_boost and status.boost_of_id in shown
        entries.append(attrs.evolve(entry_of(timeline, status), is_repeat=is_repeat))
        shown.add(status.original_id)
    return entries


def own_entry(status: Status) -> TimelineEntry:
    """Return the entry that shows the author his own post at home."""
    return entry_of(home_of(status.account_id), status)
