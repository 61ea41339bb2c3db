"""The choices of a poll, which make a Question out of a Note."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.poll import Poll
from gotosocial.util.clock import iso


def write_choices(poll: Poll) -> Document:
    """Return the properties that a poll adds to its status; hidden counts are shown when it is closed."""
    is_shown = not poll.hides_counts or poll.closed_at is not None
    options = [
        _option(title, votes if is_shown else None)
        for title, votes in zip(poll.options, poll.votes, strict=True)
    ]
    document: Document = {"anyOf" if poll.is_multiple else "oneOf": options}
    if is_shown:
        document["votersCount"] = poll.voters_count
    if poll.expires_at is not None:
        document["endTime"] = iso(poll.expires_at)
    if poll.closed_at is not None:
        document["closed"] = iso(poll.closed_at)
    return document


def _option(title: str, votes: int | None) -> Document:
    document: Document = {"type": "Note", "name": title}
    if votes is not None:
        document["replies"] = {"type": "Collection", "totalItems": votes}
    return document
