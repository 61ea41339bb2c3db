"""A poll, and what somebody chose in it (rows S-09 to S-11, I-07, I-19)."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Poll:
    """The poll of a status. ``votes`` counts the votes of each option, ``voters_count`` the people.

    ``hides_counts``: nobody but its author sees the counts before the poll is closed. ``expires_at`` None: it
    stays open until its author closes it. ``closed_at``: it was closed then, and whoever voted here was told.
    """

    id: str
    status_id: str
    options: tuple[str, ...]
    votes: tuple[int, ...]
    voters_count: int = 0
    is_multiple: bool = False
    hides_counts: bool = False
    expires_at: datetime | None = None
    closed_at: datetime | None = None

    def is_closed(self, now: datetime) -> bool:
        """Tell whether nobody can vote any more."""
        return any(end is not None and end <= now for end in (self.expires_at, self.closed_at))


@attrs.frozen(kw_only=True)
class PollVote:
    """What ``account_id`` chose: the positions of options, from 0, in the order of the choice."""

    id: str
    poll_id: str
    account_id: str
    choices: tuple[int, ...]
    created_at: datetime
