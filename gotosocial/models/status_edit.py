"""An earlier version of a status (row S-12)."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status


@attrs.frozen(kw_only=True)
class StatusEdit:
    """What a status said from ``written_at`` on, until it was changed.

    The descriptions belong to the files of ``media_ids``, in their order; ``poll_votes`` to the options.
    """

    id: str
    status_id: str
    written_at: datetime
    content: str = ""
    text: str = ""
    content_type: str = "text/plain"
    spoiler_text: str = ""
    language: str = ""
    is_sensitive: bool = False
    emoji_ids: tuple[str, ...] = ()
    media_ids: tuple[str, ...] = ()
    media_descriptions: tuple[str, ...] = ()
    poll_options: tuple[str, ...] = ()
    poll_votes: tuple[int, ...] = ()


def version_of(
    status: Status, media: Sequence[MediaAttachment], poll: Poll | None, *, edit_id: str
) -> StatusEdit:
    """Return what the status says now, so that it can be kept when it is changed."""
    return StatusEdit(
        id=edit_id,
        status_id=status.id,
        written_at=status.edited_at or status.created_at,
        content=status.content,
        text=status.text,
        content_type=status.content_type,
        spoiler_text=status.spoiler_text,
        language=status.language,
        is_sensitive=status.is_sensitive,
        emoji_ids=status.emoji_ids,
        media_ids=tuple(one.id for one in media),
        media_descriptions=tuple(one.description for one in media),
        poll_options=poll.options if poll else (),
        poll_votes=poll.votes if poll else (),
    )


def newly_mentioned(before: Status, after: Status) -> str:
    """Return whom the new version mentions and the earlier one did not: ids with spaces between them."""
    return " ".join(one for one in after.mentioned_ids if one not in before.mentioned_ids)
