"""The poll of a remote status, and what a new version of its document means for it (facts 4.3)."""

from datetime import datetime

import attrs

from gotosocial.activitypub.note import RemotePoll
from gotosocial.models.poll import Poll
from gotosocial.text.clean_plain import clean_plain_line
from gotosocial.util.clock import whole_millis

MOST_OPTION = 500
"""Characters of one choice."""


def poll_of(told: RemotePoll, now: datetime, poll_id: str, status_id: str) -> Poll:
    """Return the poll as its author's server tells it; without all counts they are hidden.

    Slow where the choices are long.
    Akkoma counts time in microseconds, which no database here keeps: it would be another poll each time.
    """
    ends_at, closed_at = _kept(told.expires_at or told.closed_at), _kept(told.closed_at)
    is_closed = closed_at is not None and closed_at <= now
    return Poll(
        id=poll_id,
        status_id=status_id,
        options=tuple(clean_plain_line(one.title)[:MOST_OPTION] for one in told.options),
        votes=tuple(one.votes or 0 for one in told.options),
        voters_count=_voters(told),
        is_multiple=told.is_multiple,
        hides_counts=not is_closed and any(one.votes is None for one in told.options),
        expires_at=ends_at,
        closed_at=closed_at if is_closed else None,
    )


def is_same_poll(known: Poll, told: Poll) -> bool:
    """Tell whether votes that were given for one count for the other: the same question, open as long."""
    is_same = (known.options, known.is_multiple) == (told.options, told.is_multiple)
    return is_same and (known.expires_at == told.expires_at or told.closed_at is not None)


def recounted(known: Poll, told: Poll) -> Poll:
    """Return the known poll with the counts of now; one that was closed early has its end then.

    ``closed_at`` stays: it says that local voters were told, which is not done here.
    """
    return attrs.evolve(
        known,
        votes=told.votes,
        voters_count=told.voters_count,
        hides_counts=told.hides_counts,
        expires_at=told.closed_at or known.expires_at,
    )


def _kept(moment: datetime | None) -> datetime | None:
    return whole_millis(moment) if moment is not None else None


def _voters(told: RemotePoll) -> int:
    if told.voters_count is not None:
        return told.voters_count
    votes = [one.votes or 0 for one in told.options]
    return max(votes, default=0) if told.is_multiple else sum(votes)
