"""Media bytes under keys: what the house asks of a store, which is a local folder or a bucket of S3.

A key is ``<owner's account id>/<role>/<size>/<media id>.<extension>``, the same text that stands in rows and
in the path below ``/fileserver/``. It is a type of its own whose parts are checked when it is made, so that
no store ever sees a path that somebody outside could bend.

Order of writes: bytes first, then the row; when something is deleted, the row first, then the bytes. A crash
leaves at worst a file without a row, never a row without its file.
"""

import errno
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

import attrs
from twisted.logger import Logger

from gotosocial.errors import NotFound, Overloaded, StorageFull
from gotosocial.util.ulid import is_ulid

ROLES = frozenset({"attachment", "header", "avatar", "emoji"})
SIZES = frozenset({"original", "small", "static", "incoming"})
"""``incoming`` is what was uploaded and not worked on yet; no row names it, so it is never served."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_log = Logger()
_EXTENSION = re.compile(r"[a-z0-9]{2,5}")


def _checked(matches: bool) -> None:
    if not matches:
        raise NotFound("no such file")


@attrs.frozen(kw_only=True)
class BlobKey:
    """The name of one file; NotFound is raised for parts that cannot be those of a file."""

    owner_id: str
    role: str
    size: str
    media_id: str
    extension: str

    def __attrs_post_init__(self) -> None:
        _checked(is_ulid(self.owner_id) and is_ulid(self.media_id))
        _checked(self.role in ROLES and self.size in SIZES)
        _checked(_EXTENSION.fullmatch(self.extension) is not None)

    def __str__(self) -> str:
        return f"{self.owner_id}/{self.role}/{self.size}/{self.file_name}"

    @property
    def file_name(self) -> str:
        """The last part of the key."""
        return f"{self.media_id}.{self.extension}"


def read_key(text: str) -> BlobKey:
    """Read a key as rows and addresses write it; raise NotFound for anything else."""
    parts = text.split("/")
    _checked(len(parts) == 4)
    owner_id, role, size, file_name = parts
    media_id, _, extension = file_name.partition(".")
    return BlobKey(owner_id=owner_id, role=role, size=size, media_id=media_id, extension=extension)


class BlobPieces(Protocol):
    """A part of a file that is read piece by piece, as fast as somebody takes it."""

    async def read(self) -> bytes:
        """Return the next bytes, none at the end; raise Overloaded where the store fails meanwhile."""

    async def close(self) -> None:
        """Let go of the file, at whatever point."""


@attrs.frozen(kw_only=True)
class Blob:
    """A file that is there: its size in bytes, and how to read it.

    ``path`` is where it lies on this machine. Where that is empty, ``open`` reads so many bytes (second
    argument) from a position (first argument) on.
    """

    size: int
    path: str = ""
    open: Callable[[int, int], Awaitable[BlobPieces]] | None = None


@attrs.frozen(kw_only=True)
class StoredFile:
    """A file as a listing shows it; ``modified_at`` says when it came."""

    key: BlobKey
    size: int
    modified_at: datetime


class BlobStore(Protocol):
    """Keeps files. Whatever fails, a key holds a whole file or none.

    A store that does not answer raises Overloaded, one without room StorageFull.
    """

    async def start(self) -> None:
        """Make ready, and remove what a crash left half-arrived; raise Misconfigured where none can be."""

    async def put_file(self, key: BlobKey, source_path: str) -> None:
        """Take over a file, which is gone from its source afterwards; it survives a crash once this returns.

        Raises StorageFull where there is no room; then nothing was written and the source is still there.
        """

    async def take_out(self, key: BlobKey, target_path: str) -> None:
        """Copy a file into one of the caller's, which is written anew; raise NotFound where there is none."""

    async def find(self, key: BlobKey) -> Blob | None:
        """Return the file, or None where there is none."""

    def link(self, key: BlobKey, content_type: str) -> str:
        """Return a URL that clients may be sent to for some hours; empty where this server sends the bytes.

        Nobody looks whether there is a file.
        """

    async def delete(self, key: BlobKey) -> None:
        """Remove the file if it is there."""

    async def page(self, after_owner: str) -> list[StoredFile]:
        """Return all files of some accounts, by their keys: of those whose ids follow; none at the end."""

    async def files(self, owner_id: str) -> list[StoredFile]:
        """Return the files of one account, by their keys; what does not look like one of ours is left out."""


async def remove_left_over(store: BlobStore, *keys: str) -> None:
    """Remove files that no row names any more; empty keys are none.

    What a store that is away keeps of them is found by the next sweep: the deed itself is done.
    """
    for text in keys:
        try:
            if text:
                await store.delete(read_key(text))
        except Overloaded as trouble:
            _log.debug("{key} stays until it is swept: {trouble}", key=text, trouble=trouble)


def unless_full(deed: Callable[[], object]) -> None:
    """Write something; raise StorageFull where the disk has no room for it."""
    try:
        deed()
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(detail=str(error)) from error
        raise
