"""Polls as clients see them: the counts, and what the viewer chose (rows S-09 to S-11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from gotosocial.mastodon.emoji import EmojiEntity
from gotosocial.models.poll import Poll, PollVote
from gotosocial.util.clock import iso


def poll_json(
    poll: Poll,
    now: datetime,
    *,
    emojis: Sequence[EmojiEntity] = (),
    vote: PollVote | None = None,
    is_own: bool = False,
    has_viewer: bool = True,
) -> bytes:
    """Return a Poll for one viewer.

    ``emojis``: those of its status, with which clients draw the options too.
    ``vote``: what they chose; ``is_own``: they made it, and see counts that are hidden from others until it
    is closed. ``has_viewer`` is False for somebody who is not signed in, and of whose votes nothing is known.
    """
    is_closed = poll.is_closed(now)
    is_shown = not poll.hides_counts or is_closed or is_own
    options = zip(poll.options, poll.votes, strict=True)
    entity: dict[str, Any] = {
        "id": poll.id,
        "expires_at": iso(poll.expires_at) if poll.expires_at else None,
        "expired": is_closed,
        "multiple": poll.is_multiple,
        "votes_count": sum(poll.votes) if is_shown else 0,
        "voters_count": poll.voters_count if is_shown else None,
        "options": [{"title": title, "votes_count": votes if is_shown else None} for title, votes in options],
        "emojis": emojis,
    }
    if has_viewer:
        entity |= {"voted": vote is not None or is_own, "own_votes": list(vote.choices) if vote else []}
    return orjson.dumps(entity)
