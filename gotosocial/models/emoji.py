"""A custom emoji: a small picture with a shortcode."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Emoji:
    """A custom emoji; ``domain`` is empty for local ones, ``category`` for those without one.

    ``is_cached``: whether its files are here; ``error`` says why those of another server's are not.
    """

    id: str
    shortcode: str
    domain: str
    uri: str
    category: str = ""
    file_key: str = ""
    static_key: str = ""
    content_type: str = ""
    remote_url: str = ""
    static_remote_url: str = ""
    is_disabled: bool = False
    is_visible_in_picker: bool = True
    file_size: int = 0
    static_size: int = 0
    is_cached: bool = False
    error: str = ""
    created_at: datetime
    updated_at: datetime
