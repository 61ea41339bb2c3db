"""GIF without metadata: frames, timing, looping and colours stay (https://www.w3.org/Graphics/GIF/spec-gif89a.txt).

Comments, plain texts, XMP and other applications' blocks go, and so does what follows the trailer, or hides
behind the first sub-block of those that stay.
"""

from gotosocial.errors import Refused
from gotosocial.media.strip.keep import DAMAGED, TOO_MANY_FRAMES, Keep, Stripped, number

_EXTENSION, _IMAGE, _TRAILER, _PADDING = 0x21, 0x2C, 0x3B, 0x00
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS, _PROFILE = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"}), b"ICCRGBG1012"
_LONGEST = 5
"""Bytes of the longest sub-block that is needed: how much of the picture is to be buffered."""


def strip(picture: memoryview, most_frames: int) -> Stripped:
    """Name what stays of a GIF; Refused where its blocks make no sense or its frames are too many."""
    keep = Keep(picture)
    at = 13 + _colours(number(picture, 10, 1))
    keep.range(0, at)
    frames = 0
    while at < len(picture) and picture[at] != _TRAILER:
        block, start = picture[at], at
        if block == _IMAGE:
            frames += 1
            if frames > most_frames:
                raise Refused(TOO_MANY_FRAMES)
            at = _after_blocks(picture, at + 11 + _colours(number(picture, at + 9, 1)))
            keep.range(start, at)
        elif block == _EXTENSION:
            keep.step()
            at = _after_blocks(picture, at + 2)
            _keep_extension(keep, picture, start, at)
        elif block == _PADDING:
            at += 1
        else:
            raise Refused(DAMAGED, detail=f"block {block:#x} at {at}")
    keep.put(b";")
    if frames == 0:
        raise Refused(DAMAGED, detail="no frame")
    return Stripped(keep.pieces(), frames=frames)


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _keep_extension(keep: Keep, picture: memoryview, start: int, end: int) -> None:
    """Keep timing and looping, whose first sub-block says all there is to say, and a colour profile."""
    label, name = number(picture, start + 1, 1), bytes(picture[start + 3 : start + 14])
    if label == _APPLICATION and name == _PROFILE:
        keep.range(start, end)
        return
    at = start + 2 if label == _CONTROL else start + 14
    if label == _CONTROL or (label == _APPLICATION and name in _LOOPS):
        last = at + number(picture, at, 1)
        if at < last <= min(at + _LONGEST, end - 2):
            keep.range(start, last + 1)
            keep.put(b"\0")


def _after_blocks(picture: memoryview, at: int) -> int:
    """Return where a chain of sub-blocks ends; Refused where the file ends first."""
    end = len(picture)
    while at < end:
        size = picture[at]
        at += 1 + size
        if size == 0:
            return at
    raise Refused(DAMAGED, detail="ends within a block")
