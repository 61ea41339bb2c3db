"""The boxes of ISO files (ISO 14496-12, 4.2), and changing some of their bytes without moving the others."""

from collections.abc import Iterator
from typing import NamedTuple

from gotosocial.errors import Refused
from gotosocial.media.strip.keep import DAMAGED, MOST_PIECES, number


class Box(NamedTuple):
    """A box: its four letters, and where it starts, where its body starts and where it ends."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(source: memoryview, at: int, end: int) -> Iterator[Box]:
    """Walk over the boxes between two places; Refused where one does not fit."""
    for _ in range(MOST_PIECES):
        if at >= end:
            return
        box = read_box(source, at, end)
        if box is None:
            raise Refused(DAMAGED, detail=f"box at {at} does not fit")
        yield box
        at = box.end
    raise Refused(DAMAGED, detail="too many boxes")


def read_box(source: memoryview, at: int, end: int) -> Box | None:
    """Read the head of a box; None where it does not fit between the two places."""
    if at + 8 > end:
        return None
    size, name, body = number(source, at, 4), bytes(source[at + 4 : at + 8]), at + 8
    if size == 1:
        if at + 16 > end:
            return None
        size, body = number(source, at + 8, 8), at + 16
    stop = end if size == 0 else at + size
    return Box(name, at, body, stop) if body <= stop <= end else None


class Patches:
    """Replaces bytes of a source by as many others, so that offsets within it stay true."""

    def __init__(self, source: memoryview) -> None:
        self._source = source
        self._changes: list[tuple[int, int, bytes]] = []

    def write(self, at: int, own: bytes) -> None:
        """Put bytes of our own at a place."""
        self._changes.append((at, at + len(own), own))

    def blank(self, start: int, end: int) -> None:
        """Put zeros between two places."""
        if end > len(self._source) or start < 0:
            raise Refused(DAMAGED, detail="ends too early")
        if start < end:
            self._changes.append((start, end, b""))

    def empty(self, box: Box) -> None:
        """Make a box one that says nothing."""
        self.write(box.start + 4, b"free")
        self.blank(box.body, box.end)

    def pieces(self, end: int) -> list[memoryview]:
        """Return the source up to the end with all changes made; where two meet, the earlier one stands."""
        pieces, at = [], 0
        for start, stop, own in sorted(self._changes, key=lambda change: change[:2]):
            if stop <= at or start >= end:
                continue
            first = max(start, at)
            pieces.append(self._source[at:first])
            new = own[first - start :] if own else bytes(stop - first)
            pieces.append(memoryview(new))
            at = stop
        pieces.append(self._source[at:end])
        return [piece for piece in pieces if len(piece)]
