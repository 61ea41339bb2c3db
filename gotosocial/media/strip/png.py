"""PNG and APNG without metadata: chunks that draw the picture and its colours stay (https://www.w3.org/TR/png-3/).

Texts, times, EXIF, C2PA boxes, private chunks and whatever follows IEND go, and so does the name of a colour
profile, which may be that of somebody's screen. An orientation other than the normal one gets an eXIf chunk
of its own.
"""

import zlib

from gotosocial.errors import Refused
from gotosocial.media.strip.exif import read_orientation, write_orientation
from gotosocial.media.strip.keep import DAMAGED, TOO_MANY_FRAMES, Keep, Stripped, number

_DRAWING = frozenset(
    b"IHDR PLTE IDAT tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)
_LONGEST_NAME = 79


def strip(picture: memoryview, most_frames: int) -> Stripped:
    """Name what stays of a PNG; Refused where its chunks make no sense or its frames are too many."""
    keep = Keep(picture)
    keep.range(0, 8)
    orientation, frames, at, name = 1, 0, 8, b""
    while name != b"IEND":
        keep.step()
        length, name = number(picture, at, 4), bytes(picture[at + 4 : at + 8])
        end = at + 12 + length
        if (at == 8) != (name == b"IHDR") or end > len(picture):
            raise Refused(DAMAGED, detail=f"chunk {name!r} at {at}")
        if name in _DRAWING:
            keep.range(at, end)
        elif name == b"iCCP":
            _keep_profile(keep, bytes(picture[at + 8 : end - 4]))
        elif name == b"eXIf" and orientation == 1:
            orientation = read_orientation(bytes(picture[at + 8 : end - 4]))
            if orientation != 1:
                keep.put(_chunk(b"eXIf", write_orientation(orientation)))
        frames += name == b"fcTL"
        if frames > most_frames:
            raise Refused(TOO_MANY_FRAMES)
        at = end
    keep.put(_chunk(b"IEND", b""))
    return Stripped(keep.pieces(), orientation=orientation, frames=max(1, frames))


def _keep_profile(keep: Keep, body: bytes) -> None:
    """Keep a colour profile under a name that says nothing; what has none is no profile."""
    if 0 < (end := body.find(b"\0")) <= _LONGEST_NAME:
        keep.put(_chunk(b"iCCP", b"icc" + body[end:]))


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)
