"""What may be voted, and what the counts then are (rows S-09 to S-11, I-07)."""

from collections.abc import Iterable

import attrs

from gotosocial.models.poll import Poll


def with_vote(poll: Poll, before: Iterable[int], after: Iterable[int]) -> Poll:
    """Return the poll in which somebody's choices were ``before`` and are ``after``; they only grow.

    Positions that the poll does not have are left out.
    """
    earlier = set(before)
    new = {choice for choice in after if 0 <= choice < len(poll.options)} - earlier
    votes = tuple(count + (position in new) for position, count in enumerate(poll.votes))
    is_first = bool(new) and not earlier
    return attrs.evolve(poll, votes=votes, voters_count=poll.voters_count + is_first)


def choices_named(poll: Poll, titles: Iterable[str]) -> tuple[int, ...]:
    """Return the positions of the options with these titles; unknown ones are left out."""
    return tuple(poll.options.index(title) for title in dict.fromkeys(titles) if title in poll.options)
