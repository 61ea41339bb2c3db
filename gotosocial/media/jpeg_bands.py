"""Encoding a large JPEG band by band, so that no second copy of the picture is ever in memory.

Each band is encoded by itself, with a restart marker after every row of blocks (ITU T.81, B.2.4.4 and E.1.4):
behind such a marker nothing depends on what came before. So the scans of the bands, joined by one more
marker, are the scan of the whole picture, to the bit.
"""

from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

BAND_ROWS = 128
"""Eight rows of blocks, or sixteen without colour: so the numbers of the markers, modulo 8, go on."""

_FRAME, _SCAN = 0xC0, 0xDA
_SEVENTH_RESTART, _END = b"\xff\xd7", b"\xff\xd9"


def encode(
    height: int, band: Callable[[int, int], Image.Image], quality: int, profile: bytes | None
) -> Iterator[bytes]:
    """Yield the parts of a JPEG; ``band`` returns its rows from a first one up to a last one."""
    for top in range(0, height, BAND_ROWS):
        out = BytesIO()
        rows = band(top, min(height, top + BAND_ROWS))
        rows.save(out, "JPEG", quality=quality, icc_profile=profile, restart_marker_rows=1)
        made = out.getvalue()
        scan = _start_of_scan(made)
        yield _with_height(made[:scan], height) if top == 0 else _SEVENTH_RESTART
        yield made[scan : -len(_END)]
    yield _END


def _segments(head: bytes) -> Iterator[tuple[int, int, int]]:
    """Walk over the segments of a JPEG of our own up to its scan: marker, start, end."""
    at = 2
    while True:
        marker, end = head[at + 1], at + 2 + int.from_bytes(head[at + 2 : at + 4])
        yield marker, at, end
        if marker == _SCAN:
            return
        at = end


def _start_of_scan(made: bytes) -> int:
    return next(end for marker, _, end in _segments(made) if marker == _SCAN)


def _with_height(head: bytes, height: int) -> bytes:
    at = next(start for marker, start, _ in _segments(head) if marker == _FRAME)
    return head[: at + 5] + height.to_bytes(2) + head[at + 7 :]
