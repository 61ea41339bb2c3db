"""Where the bytes of a request body go while they arrive: nowhere, into memory, or part by part to disk.

A sink is chosen when the headers are known, so that a body that is too large is refused at once and a
40 MiB upload never stands in memory. Invariants: a sink never keeps more in memory than its limit and
never more than ``MEMORY_LIMIT``; ``close`` removes every temporary file and may be called twice.
"""

import contextlib
import errno
import os
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import attrs
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from gotosocial.errors import Invalid, StorageFull, TooLarge
from gotosocial.http.call import Upload
from gotosocial.http.tree import MAX_FIELDS
from gotosocial.util.temporary import TemporaryFolder

MEMORY_LIMIT = 1024 * 1024
MAX_FILES = 20
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_EXTENDED_NAME = re.compile(r";\s*filename\*\s*=", re.IGNORECASE)
"""How older libraries write a file name that is not ASCII, and nothing else (RFC 7578, 4.2, forbids it)."""


class Sink(Protocol):
    """Takes a body in pieces."""

    def write(self, piece: bytes) -> None:
        """Take the next bytes; raise TooLarge when there are more than allowed."""

    def close(self) -> None:
        """Remove what waits on the disk."""


@attrs.define
class Discard:
    """Takes a body that nobody reads."""

    _left: int

    def write(self, piece: bytes) -> None:
        """Forget the bytes."""
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge

    def close(self) -> None:
        """Do nothing: nothing was kept."""


@attrs.define
class Memory:
    """Keeps a body of bounded size in memory."""

    _left: int
    _pieces: list[bytes] = attrs.field(factory=list, init=False)

    def write(self, piece: bytes) -> None:
        """Keep the bytes."""
        self._left -= len(piece)
        if self._left < 0:
            self._pieces.clear()
            raise TooLarge
        self._pieces.append(piece)

    def content(self) -> bytes:
        """Return the whole body."""
        return b"".join(self._pieces)

    def close(self) -> None:
        """Forget the body."""
        self._pieces.clear()


class Multipart:
    """Parses multipart/form-data while it arrives; files go to temporary files (RFC 7578).

    Errors of form, and of a disk that is full, are kept until ``pairs`` is called, so that the answer comes
    after the body.
    """

    def __init__(self, boundary: str, limit: int, temp_dir: str | None) -> None:
        self._left = limit
        self._memory_left = MEMORY_LIMIT
        self._folder = TemporaryFolder(Path(temp_dir or tempfile.gettempdir()))
        self._pairs: list[tuple[str, Any]] = []
        self._paths: list[str] = []
        self._wrong: Exception | None = None
        self._part: _TextPart | _FilePart | None = None
        self._is_empty = True
        try:
            self._parser = PushMultipartParser(boundary, max_segment_count=MAX_FIELDS, strict=False)
        except MultipartError:
            raise Invalid("the multipart boundary is malformed") from None

    def write(self, piece: bytes) -> None:
        """Parse the next bytes."""
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge
        if self._wrong is not None or self._parser.closed or not piece:
            return
        self._is_empty = False
        try:
            for event in self._parser.parse(piece):
                self._take(event)
        except ParserLimitReached:
            self._wrong = Invalid("the multipart body has too many or too large parts")
        except MultipartError:
            self._wrong = Invalid("the multipart body is malformed")
        except Invalid as wrong:
            self._wrong = wrong
        except OSError as error:
            self._wrong = StorageFull(detail=str(error)) if error.errno in _NO_ROOM else error

    def pairs(self) -> list[tuple[str, Any]]:
        """Return names and values, strings or Uploads; raise Invalid or StorageFull where none was read."""
        if self._wrong is None and not self._is_empty:
            try:
                self._parser.close()
            except MultipartError:
                self._wrong = Invalid("the multipart body is incomplete")
        if self._wrong is not None:
            raise self._wrong
        return self._pairs

    def close(self) -> None:
        """Close and remove the temporary files; those that a door has moved away are its own."""
        if isinstance(self._part, _FilePart):
            # What it still holds in memory may find no room; the file goes anyway.
            with contextlib.suppress(OSError):
                self._part.file.close()
        self._part = None
        for path in self._paths:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        self._paths.clear()

    def _take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif isinstance(self._part, _FilePart):
            self._part.file.write(event)
        elif self._part is not None:
            self._memory_left -= len(event)
            if self._memory_left < 0:
                raise TooLarge
            self._part.pieces.append(bytes(event))

    def _begin(self, segment: MultipartSegment) -> None:
        if not segment.name:
            raise Invalid("a part of the multipart body has no name")
        if segment.filename is None and not _EXTENDED_NAME.search(segment.header("Content-Disposition", "")):
            self._part = _TextPart(segment.name)
            return
        if len(self._paths) >= MAX_FILES:
            raise Invalid("too many files")
        path, handle = self._folder.create()
        self._paths.append(path)
        self._part = _FilePart(segment, os.fdopen(handle, "wb"), path)

    def _end(self) -> None:
        part = self._part
        if isinstance(part, _FilePart):
            part.file.close()
        self._part = None
        if isinstance(part, _FilePart):
            upload = part.upload()
            if upload.name or upload.size:
                self._pairs.append((part.segment.name or "", upload))
        elif part is not None:
            self._pairs.append((part.name, part.text()))


@attrs.frozen
class _TextPart:
    name: str
    pieces: list[bytes] = attrs.field(factory=list)

    def text(self) -> str:
        try:
            text = b"".join(self.pieces).decode()
        except UnicodeDecodeError:
            raise Invalid(f"the part {self.name[:100]!r} is not valid UTF-8") from None
        if "\0" in text:
            raise Invalid("parameters contain no NUL")
        return text


@attrs.frozen
class _FilePart:
    segment: MultipartSegment
    file: BinaryIO
    path: str

    def upload(self) -> Upload:
        """Return the finished file; its name is for show only, without folders and control characters."""
        name = (self.segment.filename or "").replace("\\", "/").rpartition("/")[2]
        return Upload(
            name="".join(letter for letter in name if letter.isprintable())[:255],
            content_type=self.segment.content_type or "application/octet-stream",
            path=self.path,
            size=self.segment.size,
        )
