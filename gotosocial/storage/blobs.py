"""Media bytes under keys: what the house asks of local disk, and later of S3.

A key is ``<owner's account id>/<role>/<size>/<media id>.<extension>``, the same text that stands in rows and
in the path below ``/fileserver/``. It is a type of its own whose parts are checked when it is made, so that
no store ever sees a path that somebody outside could bend.

Order of writes: bytes first, then the row; when something is deleted, the row first, then the bytes. A crash
leaves at worst a file without a row, never a row without its file.
"""

import re
from typing import Protocol

import attrs

from gotosocial.errors import NotFound
from gotosocial.util.ulid import is_ulid

ROLES = frozenset({"attachment", "header", "avatar", "emoji"})
SIZES = frozenset({"original", "small", "static"})
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


@attrs.frozen(kw_only=True)
class Blob:
    """A file that is there: where it can be read on this machine, and its size in bytes."""

    path: str
    size: int


class BlobStore(Protocol):
    """Keeps files. Whatever fails, a key holds a whole file or none."""

    async def start(self) -> None:
        """Make ready, and remove what a crash left half-arrived."""

    async def put_file(self, key: BlobKey, source_path: str) -> None:
        """Take over a file, which is gone from its source afterwards; it survives a crash once this returns.

        Raises StorageFull where there is no room; then nothing was written and the source is still there.
        """

    async def find(self, key: BlobKey) -> Blob | None:
        """Return the file, or None where there is none."""

    async def delete(self, key: BlobKey) -> None:
        """Remove the file if it is there."""

    async def owners(self) -> list[str]:
        """Return the accounts that own files."""

    async def keys(self, owner_id: str) -> list[BlobKey]:
        """Return the files of one account."""
