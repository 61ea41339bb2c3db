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
class Part:
    """What is sent of a file: ``length`` bytes from ``start``; nothing at all for 304 and 416."""

    status: int
    headers: Headers
    length: int = 0
    start: int = 0

    @property
    def has_body(self) -> bool:
        """Whether bytes of the file are sent, be it none."""
        return self.status in (200, 206)


def choose_part(
    etag: str, size: int, headers: RequestHeaders, more: Headers, *, may_cut: bool = True
) -> Part:
    """Decide what of a file is sent to whom asks with these headers; ``more`` are sent along.

    ``may_cut``: whether Range counts, which it does for GET alone (RFC 9110 section 14.2).
    """
    tag = quoted(etag)
    fixed: Headers = (("ETag", tag), ("Accept-Ranges", "bytes"), *more)
    if is_known(etag, headers):
        return Part(status=304, headers=fixed)
    wanted = _wanted(headers, tag, size) if may_cut else None
    if wanted is None:
        return Part(status=200, headers=fixed, length=size)
    start, end = wanted
    if start >= end:
        return Part(status=416, headers=(*fixed, ("Content-Range", f"bytes */{size}")))
    shown = ("Content-Range", f"bytes {start}-{end - 1}/{size}")
    return Part(status=206, headers=(*fixed, shown), start=start, length=end - start)


def open_part(
    reply: FileReply, headers: RequestHeaders, *, may_cut: bool = True
) -> tuple[Part, BinaryIO | None]:
    """Decide what of a file on disk is sent, and open it there; raise NotFound when it is not there."""
    if is_known(reply.etag, headers):
        return choose_part(reply.etag, 0, headers, reply.headers), None
    try:
        file = open(reply.path, "rb")  # noqa: SIM115  closed by the source that sends it
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise NotFound(detail=str(error)) from None
    facts = os.fstat(file.fileno())
    if not stat.S_ISREG(facts.st_mode):
        file.close()
        raise NotFound
    part = choose_part(reply.etag, facts.st_size, headers, reply.headers, may_cut=may_cut)
    if not part.has_body:
        file.close()
        return part, None
    file.seek(part.start)
    return part, file


def quoted(etag: str) -> str:
    """Return the tag as it stands in headers."""
    return etag if etag.startswith(('"', "W/")) else f'"{etag}"'


def is_known(etag: str, headers: RequestHeaders) -> bool:
    """Tell whether the client has the file with this tag already."""
    condition = headers.get("if-none-match")
    if not condition:
        return False
    plain = quoted(etag).removeprefix("W/")
    return any(one.strip() in ("*", plain, f"W/{plain}") for one in condition.split(","))


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
