"""An earlier version of a status (row S-12)."""

from datetime import datetime

import attrs


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
