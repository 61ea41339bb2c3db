"""The files that a row names, as cleaning sees them, and how much room there is in use."""

from collections.abc import Sequence
from typing import Literal

import attrs

FileKind = Literal["attachment", "avatar", "header", "emoji"]


@attrs.frozen(kw_only=True)
class KeptFile:
    """The files of one attachment, avatar, header or emoji; ``domain`` is empty for our own people's.

    ``keys`` are those of the blob store, without empty ones; ``size`` is the bytes of all of them.
    ``is_cached``: whether they are here. ``can_return``: whether they could be fetched again.
    """

    id: str
    kind: FileKind
    keys: Sequence[str]
    size: int
    is_cached: bool
    can_return: bool


@attrs.frozen(kw_only=True)
class Usage:
    """How much room the files of one kind take that come from one domain, empty for this server."""

    domain: str
    kind: FileKind
    files: int
    size: int
