"""Reading the body of an answer with a hard stop, both on the wire and after decompression."""

import os
import zlib
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss

GZIP = 16 + zlib.MAX_WBITS
PORTION = 256 * 1024
"""The most bytes of a file that are unpacked at once: what came may become a thousand times as much."""


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
        try:
            is_too_long = not self._take(data) or is_too_long
        except zlib.error as error:
            self._fail(Failure(BodyBroken(str(error))))
            return
        except OSError as error:
            self._fail(Failure(error))
            return
        if is_too_long:
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

    What cannot be written ends it with the OSError.
    """

    def __init__(self, descriptor: int, limit: int, *, is_gzip: bool = False) -> None:
        super().__init__(limit, limit, is_gzip=is_gzip)
        self._descriptor = descriptor

    def _take(self, data: bytes) -> bool:
        if self._unzip is None:
            return super()._take(data)
        self._is_empty = False
        while not self._unzip.eof and (piece := self._unzip.decompress(data, PORTION)):
            data = self._unzip.unconsumed_tail
            self._keep(piece[: self._room])
            if len(piece) > self._room:
                return False
            self._room -= len(piece)
        return True

    def _keep(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
