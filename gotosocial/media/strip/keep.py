"""What is left of a picture: ranges of the original and small pieces of our own, in order.

The strippers walk over a picture's container (segments, chunks, blocks) and name what stays. Everything
else, also whatever somebody hid behind the end of the picture, is not copied. They run in the child
process, so this file imports the standard library and ``errors`` only.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gotosocial.errors import Refused

DAMAGED = "the picture is damaged and cannot be read"
TOO_MANY_FRAMES = "the animation has too many frames"
MOST_PIECES = 200_000
"""No honest picture has more segments or chunks; walking over more is a waste of time."""

Source = bytes | memoryview


class Stripped(NamedTuple):
    """A picture without its metadata. ``orientation`` is EXIF's, 1 to 8.

    ``held``: how many samples for each pixel a decoder holds until it has read the whole file, for a JPEG of
    several scans; 0 otherwise. ``format`` is empty where it stayed what it was.
    """

    pieces: list[memoryview]
    orientation: int = 1
    frames: int = 1
    held: float = 0.0
    format: str = ""


class Keep:
    """Collects what stays; neighbouring ranges become one piece."""

    def __init__(self, source: memoryview) -> None:
        self._source = source
        self._pieces: list[tuple[int, int] | bytes] = []
        self._steps = 0

    def range(self, start: int, end: int) -> None:
        """Keep the source's bytes from start to end; Refused where the source ends before."""
        if end > len(self._source):
            raise Refused(DAMAGED, detail="ends too early")
        last = self._pieces[-1] if self._pieces else b""
        if isinstance(last, tuple) and last[1] == start:
            self._pieces[-1] = (last[0], end)
        else:
            self._pieces.append((start, end))

    def put(self, own: bytes) -> None:
        """Keep bytes of our own."""
        self._pieces.append(own)

    def step(self) -> None:
        """Count one segment or chunk; Refused when there are too many of them."""
        self._steps += 1
        if self._steps > MOST_PIECES:
            raise Refused(DAMAGED, detail="too many pieces")

    def pieces(self) -> list[memoryview]:
        """Return what stays, in order."""
        return list(self._views())

    def _views(self) -> Iterator[memoryview]:
        for piece in self._pieces:
            yield self._source[piece[0] : piece[1]] if isinstance(piece, tuple) else memoryview(piece)


def number(source: memoryview, at: int, size: int, order: str = "big") -> int:
    """Read an unsigned number; Refused where the source ends before."""
    if at + size > len(source):
        raise Refused(DAMAGED, detail="ends too early")
    return int.from_bytes(source[at : at + size], "little" if order == "little" else "big")
