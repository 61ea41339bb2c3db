"""The files that a row names, as cleaning sees them, and how much room there is in use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import attrs

FileKind = Literal["attachment", "avatar", "header", "emoji"]


@attrs.frozen(kw_only=True)
class KeptFile:
    """The files of one attachment, avatar, header or emoji.

    ``keys`` are those of the blob store, without empty ones; ``size`` is the bytes of all of them.
    ``is_cached``: whether they are here. ``can_return``: whether they could be fetched again.
    ``used_at``: when they came or were last looked at.
    """

    id: str
    kind: FileKind
    keys: Sequence[str]
    size: int
    is_cached: bool
    can_return: bool
    used_at: datetime


@attrs.frozen(kw_only=True)
class Swept:
    """How many files went, or would go, and how many bytes they have together."""

    files: int = 0
    size: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(files=self.files + other.files, size=self.size + other.size)


@attrs.frozen(kw_only=True)
class Usage:
    """How much room the files of one kind take that come from one domain, empty for this server."""

    domain: str
    kind: FileKind
    files: int
    size: int
