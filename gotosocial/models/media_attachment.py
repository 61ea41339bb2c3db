"""A picture, film or sound, attached to a status or worn as avatar or header."""

from datetime import datetime
from typing import Literal

import attrs

MediaKind = Literal["image", "gifv", "video", "audio", "unknown"]


@attrs.frozen(kw_only=True)
class MediaAttachment:
    """A file and what is known about it. Keys are those of the blob store; empty where there is no file.

    ``role`` is the folder it is served from: ``attachment``, ``avatar`` or ``header``.
    """

    id: str
    account_id: str
    created_at: datetime
    kind: MediaKind
    role: str = "attachment"
    status_id: str = ""
    remote_url: str = ""
    description: str = ""
    focus_x: float = 0.0
    focus_y: float = 0.0
    blurhash: str = ""
    content_type: str = ""
    file_key: str = ""
    file_size: int = 0
    width: int = 0
    height: int = 0
    duration: float = 0.0
    frame_rate: float = 0.0
    bit_rate: int = 0
    small_content_type: str = ""
    small_key: str = ""
    small_size: int = 0
    small_width: int = 0
    small_height: int = 0
    is_cached: bool = True
    error: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it was uploaded here and is still being worked on."""
        return not (self.file_key or self.remote_url or self.error)
