"""Files from disk: Range, If-None-Match, and pieces that wait for the client (rows K4-39 and WE-25)."""

import os
import re
import stat
from collections.abc import Callable
from typing import BinaryIO

import attrs

from gotosocial.errors import NotFound
from gotosocial.http.call import RequestHeaders
from gotosocial.http.reply import FileReply, Headers

PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@attrs.frozen(kw_only=True)
class FilePart:
    """What is sent of a file: ``length`` bytes from ``start``; no file for 304 and 416."""

    status: int
    headers: Headers
    length: int = 0
    start: int = 0
    file: BinaryIO | None = None


def open_part(reply: FileReply, headers: RequestHeaders) -> FilePart:
    """Open the file and decide what of it is sent; raise NotFound when it is not there."""
    etag = reply.etag if reply.etag.startswith(('"', "W/")) else f'"{reply.etag}"'
    fixed: Headers = (("ETag", etag), ("Accept-Ranges", "bytes"), *reply.headers)
    if _matches(headers.get("if-none-match"), etag):
        return FilePart(status=304, headers=fixed)
    try:
        file = open(reply.path, "rb")  # noqa: SIM115  closed by the source that sends it
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise NotFound(detail=str(error)) from None
    facts = os.fstat(file.fileno())
    if not stat.S_ISREG(facts.st_mode):
        file.close()
        raise NotFound
    return _cut(file, facts.st_size, fixed, _wanted(headers, etag, facts.st_size))


def _cut(file: BinaryIO, size: int, fixed: Headers, wanted: tuple[int, int] | None) -> FilePart:
    if wanted is None:
        return FilePart(status=200, headers=fixed, length=size, file=file)
    start, end = wanted
    if start >= end:
        file.close()
        return FilePart(status=416, headers=(*fixed, ("Content-Range", f"bytes */{size}")))
    file.seek(start)
    shown = ("Content-Range", f"bytes {start}-{end - 1}/{size}")
    return FilePart(status=206, headers=(*fixed, shown), start=start, length=end - start, file=file)


def _wanted(headers: RequestHeaders, etag: str, size: int) -> tuple[int, int] | None:
    """Return the wanted range as start and end, an empty one when it lies outside; None for everything.

    A header that is not one plain range is ignored, as RFC 9110 section 14.2 allows.
    """
    found = _RANGE.fullmatch(headers.get("range").replace(" ", ""))
    if found is None or found.group(0) == "bytes=-":
        return None
    condition = headers.get("if-range")
    if condition and (condition != etag or etag.startswith("W/")):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)


def _matches(condition: str, etag: str) -> bool:
    if not condition:
        return False
    plain = etag.removeprefix("W/")
    return any(one.strip() in ("*", plain, f"W/{plain}") for one in condition.split(","))


class FileSource:
    """Sends a file in pieces and waits whenever the connection is full; closes it in every case."""

    def __init__(self, file: BinaryIO, length: int, ended: Callable[[int], None]) -> None:
        self._file = file
        self._left = length
        self._sent = 0
        self._ended = ended
        self._write: Callable[[bytes], None] | None = None
        self._done: Callable[[bool], None] | None = None
        self._paused = False

    def start(self, write: Callable[[bytes], None], done: Callable[[bool], None]) -> None:
        """Remember the way out and begin; ``done`` is told whether everything was sent."""
        self._write, self._done = write, done
        self.resumeProducing()

    def pauseProducing(self) -> None:
        """Wait: the connection's buffer is full."""
        self._paused = True

    def resumeProducing(self) -> None:
        """Go on."""
        self._paused = False
        while self._write is not None and not self._paused and self._left:
            piece = self._file.read(min(PIECE, self._left))
            if not piece:
                break
            self._left -= len(piece)
            self._sent += len(piece)
            self._write(piece)
        if not self._paused and self._write is not None:
            self._finish(complete=not self._left)

    def stopProducing(self) -> None:
        """Close the file: the client has left."""
        self._finish(complete=False)

    def _finish(self, *, complete: bool) -> None:
        if self._file.closed:
            return
        self._file.close()
        self._write, done = None, self._done
        self._ended(self._sent)
        if done is not None:
            done(complete)
