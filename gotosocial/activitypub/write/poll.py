"""The choices of a poll, which make a Question out of a Note."""

from datetime import datetime

import attrs

from gotosocial.activitypub.write.context import Document
from gotosocial.util.clock import iso


@attrs.frozen(kw_only=True)
class OptionFacts:
    """One choice; ``votes`` is None where the counts are hidden."""

    title: str
    votes: int | None = None


@attrs.frozen(kw_only=True)
class PollFacts:
    """A poll as it stands. ``voters_count`` None: counts are hidden; ``expires_at`` None: it never ends."""

    options: tuple[OptionFacts, ...]
    is_multiple: bool = False
    voters_count: int | None = None
    expires_at: datetime | None = None
    closed_at: datetime | None = None


def write_choices(poll: PollFacts) -> Document:
    """Return the properties that a poll adds to its status."""
    document: Document = {"anyOf" if poll.is_multiple else "oneOf": [_option(one) for one in poll.options]}
    if poll.voters_count is not None:
        document["votersCount"] = poll.voters_count
    if poll.expires_at is not None:
        document["endTime"] = iso(poll.expires_at)
    if poll.closed_at is not None:
        document["closed"] = iso(poll.closed_at)
    return document


def _option(option: OptionFacts) -> Document:
    document: Document = {"type": "Note", "name": option.title}
    if option.votes is not None:
        document["replies"] = {"type": "Collection", "totalItems": option.votes}
    return document
