"""Reading the body of an answer with a hard stop, both on the wire and after decompression."""

import os
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss

GZIP = 16 + zlib.MAX_WBITS
PORTION = 256 * 1024
"""The most bytes of a file that are unpacked at once: what came may become a thousand times as much."""
Later = Callable[[float, Callable[[], object]], object]
"""Calls something after so many seconds, as the reactor's ``callLater`` does."""


class BodyTooLarge(Exception):
    """The body is longer than anybody wants to read."""


class BodyBroken(Exception):
    """The body cannot be decompressed."""


class BodyReader(Protocol):
    """Collects a body; ``done`` fires with its bytes, or fails, exactly once.

    Where ``cuts`` is true, a body that is too long or ends too early gives what came, else ``done`` fails.
    The connection is dropped where more is to come than is wanted, and where ``done`` is cancelled.
    """

    def __init__(self, limit: int, unpacked: int, *, is_gzip: bool = False, cuts: bool = False) -> None:
        self.done: Deferred[bytes] = Deferred(lambda _: self._drop())
        self._wire_room = limit
        self._room = unpacked
        self._cuts = cuts
        self._pieces: list[bytes] = []
        self._is_empty = True
        self._unzip = zlib.decompressobj(GZIP) if is_gzip else None

    def dataReceived(self, data: bytes) -> None:
        """Take another piece."""
        if self.done.called:
            return
        is_too_long = len(data) > self._wire_room
        data = data[: self._wire_room]
        self._wire_room -= len(data)
        self._attempt(partial(self._take, data))
        if is_too_long and not self.done.called:
            self._fail(Failure(BodyTooLarge()))

    def connectionLost(self, reason: Any = None) -> None:
        """End with what came, unless something is missing."""
        if self.done.called:
            return
        if not reason.check(ResponseDone, PotentialDataLoss):
            self._fail(reason)
        elif self._unzip is not None and not self._is_empty and not self._unzip.eof:
            self._fail(Failure(BodyBroken("the compressed body is not complete")))
        else:
            self._finish()

    def _attempt(self, step: Callable[[], bool]) -> None:
        """Do something that keeps bytes and tells whether there was room for them; end where it fails."""
        try:
            fits = step()
        except zlib.error as error:
            self._fail(Failure(BodyBroken(str(error))))
        except OSError as error:
            self._fail(Failure(error))
        else:
            if not fits:
                self._fail(Failure(BodyTooLarge()))

    def _take(self, data: bytes) -> bool:
        """Keep the bytes, unpacked; return whether there was room for all of them."""
        if self._unzip is not None:
            # One byte more than there is room for tells a body that fits from one that does not.
            data = b"" if self._unzip.eof else self._unzip.decompress(data, self._room + 1)
        fits = len(data) <= self._room
        data = data[: self._room]
        self._room -= len(data)
        self._is_empty = False
        self._keep(data)
        return fits

    def _keep(self, data: bytes) -> None:
        self._pieces.append(data)

    def _fail(self, reason: Failure) -> None:
        self._drop()
        if self._cuts:
            self._finish()
        else:
            self.done.errback(reason)

    def _finish(self) -> None:
        self.done.callback(b"".join(self._pieces))

    def _drop(self) -> None:
        if self.transport is not None:
            self.transport.stopProducing()


class FileReader(BodyReader):
    """Writes a body to an open file, so that none of it stays in memory; ``done`` then fires with no bytes.

    What cannot be written ends it with the OSError. What is packed is unpacked a portion at a time: between
    two of them everybody else has a turn, and no more is read from the other server.
    """

    def __init__(self, descriptor: int, limit: int, later: Later, *, is_gzip: bool = False) -> None:
        super().__init__(limit, limit, is_gzip=is_gzip)
        self._descriptor = descriptor
        self._later = later
        self._packed = b""
        self._is_unpacking = False
        self._end: Any = None

    def connectionLost(self, reason: Any = None) -> None:
        """End with what came, once all of it is unpacked."""
        if self._is_unpacking and reason.check(ResponseDone, PotentialDataLoss):
            self._end = reason
        else:
            super().connectionLost(reason)

    def _take(self, data: bytes) -> bool:
        if self._unzip is None:
            return super()._take(data)
        self._is_empty = False
        self._packed += data
        if self._is_unpacking:
            self._pause()
            return True
        return self._unpack(self._unzip)

    def _unpack(self, unzip: Any) -> bool:
        """Unpack one portion, and the next one later; return whether there was room for it."""
        piece = b"" if unzip.eof else unzip.decompress(self._packed, PORTION)
        self._packed = unzip.unconsumed_tail
        self._keep(piece[: self._room])
        if len(piece) > self._room:
            return False
        self._room -= len(piece)
        # A portion that is not full was the last one of what came so far.
        self._is_unpacking = len(piece) == PORTION
        if self._is_unpacking:
            self._pause()
            self._later(0, self._go_on)
        return True

    def _go_on(self) -> None:
        if self.done.called:
            return  # cancelled; the file is somebody else's by now
        self._attempt(partial(self._unpack, self._unzip))
        if self.done.called or self._is_unpacking:
            return
        if self._end is not None:
            super().connectionLost(self._end)
        elif self.transport is not None:
            self.transport.resumeProducing()

    def _pause(self) -> None:
        if self.transport is not None and self._end is None:
            self.transport.pauseProducing()

    def _keep(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
