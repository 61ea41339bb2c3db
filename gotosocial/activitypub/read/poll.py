"""A poll in all its spellings: Mastodon's, Misskey's and Pleroma's."""

from datetime import datetime

from gotosocial.activitypub.note import RemoteOption, RemotePoll
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import OPTIONS, TITLE


def read_poll(document: Document) -> RemotePoll | None:
    """Return the poll of a status; None where it has none, or one with a nameless choice.

    Pleroma says with ``closed`` when a poll will end, so ``closed_at`` may lie in the future: the poll is
    closed once it has passed. Where only a yes is said, it was closed when it was last changed.
    """
    name = "oneOf" if document.values("oneOf", 1) else "anyOf"
    options = tuple(_option(choice) for choice in document.things(name, OPTIONS))
    if not options or any(not option.title for option in options):
        return None
    ends_at, closed_at = document.time("endTime"), _closed_at(document)
    return RemotePoll(
        options=options,
        is_multiple=name == "anyOf",
        voters_count=document.number("votersCount"),
        expires_at=ends_at or closed_at,
        closed_at=closed_at,
    )


def _option(choice: Document) -> RemoteOption:
    counts = [found.number("totalItems") for found in choice.things("replies", 1)]
    votes = counts[0] if counts else choice.number("_misskey_votes")
    return RemoteOption(title=choice.text("name", TITLE).strip(), votes=votes)


def _closed_at(document: Document) -> datetime | None:
    if (when := document.time("closed")) is not None or not document.flag("closed"):
        return when
    return document.time("endTime") or document.time("updated") or document.time("published")
