"""WebP without metadata: picture, alpha, animation and colour profile stay (RFC 9649).

EXIF, XMP and unknown chunks go, also those within frames, and so does what follows the RIFF container. An
orientation other than the normal one gets an EXIF chunk of its own.
"""

from collections.abc import Iterator

from gotosocial.errors import Refused
from gotosocial.media.strip.exif import read_orientation, write_orientation
from gotosocial.media.strip.keep import DAMAGED, TOO_MANY_FRAMES, Keep, Stripped, number

_HEAD = 12
_FRAME_HEAD = 16
_SIDE = 0x3FFF
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
_DRAWING = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM"})
_IN_FRAME = frozenset({b"VP8 ", b"VP8L", b"ALPH"})


def strip(picture: memoryview, most_frames: int) -> Stripped:
    """Name what stays of a WebP; Refused where its chunks make no sense or its frames are too many."""
    end = 8 + number(picture, 4, 4, "little")
    if end > len(picture):
        raise Refused(DAMAGED, detail="ends too early")
    keep = Keep(picture)
    orientation, frames, extended = 1, 0, b""
    for name, start, stop in _chunks(picture, _HEAD, end, keep):
        if name == b"VP8X":
            extended = extended or bytes(picture[start + 8 : stop])
        elif name == b"EXIF":
            orientation = read_orientation(bytes(picture[start + 8 : stop]))
        elif name == b"ANMF":
            frames += 1
            if frames > most_frames:
                raise Refused(TOO_MANY_FRAMES)
            _keep_frame(keep, picture, start, stop)
        elif name in _DRAWING:
            keep.range(start, stop)
    pieces = _joined(keep.pieces(), extended, orientation)
    return Stripped(pieces, orientation=orientation if extended else 1, frames=max(1, frames))


def canvas(head: bytes) -> tuple[int, int]:
    """Return width and height as the first bytes of a file tell them; 0 and 0 where they tell none."""
    kind = head[12:16]
    if kind == b"VP8X":
        width, height = int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & _SIDE) + 1, (bits >> 14 & _SIDE) + 1
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & _SIDE for at in (26, 28))
    return (width, height) if len(head) >= 30 else (0, 0)


def parts(picture: memoryview) -> dict[bytes, memoryview]:
    """Return the chunks of a picture that was stripped, by name."""
    found = _chunks(picture, _HEAD, len(picture), Keep(picture))
    return {name: picture[start + 8 : stop] for name, start, stop in found}


def _chunks(picture: memoryview, at: int, end: int, keep: Keep) -> Iterator[tuple[bytes, int, int]]:
    """Walk over chunks as (name, start, stop); stop includes the padding byte."""
    while at + 8 <= end:
        keep.step()
        length = number(picture, at + 4, 4, "little")
        stop = at + 8 + length + length % 2
        # Some writers forget the padding of the last chunk.
        if at + 8 + length > end:
            raise Refused(DAMAGED, detail=f"chunk at {at} does not fit")
        yield bytes(picture[at : at + 4]), at, min(stop, end)
        at = stop


def _keep_frame(keep: Keep, picture: memoryview, start: int, stop: int) -> None:
    inner = [
        (first, last)
        for name, first, last in _chunks(picture, start + 8 + _FRAME_HEAD, stop, keep)
        if name in _IN_FRAME
    ]
    size = _FRAME_HEAD + sum(last - first for first, last in inner)
    keep.put(b"ANMF" + size.to_bytes(4, "little"))
    keep.range(start + 8, start + 8 + _FRAME_HEAD)
    for first, last in inner:
        keep.range(first, last)


def _joined(pieces: list[memoryview], extended: bytes, orientation: int) -> list[memoryview]:
    """Put the container, the header of the extended form and the orientation around the chunks."""
    if extended:
        turned = orientation != 1
        flags = extended[0] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if turned else 0)
        pieces.insert(0, memoryview(_chunk(b"VP8X", bytes([flags]) + extended[1:10])))
        if turned:
            pieces.append(memoryview(_chunk(b"EXIF", write_orientation(orientation))))
    size = 4 + sum(len(piece) for piece in pieces)
    if size % 2:
        pieces.append(memoryview(b"\0"))
        size += 1
    return [memoryview(b"RIFF" + size.to_bytes(4, "little") + b"WEBP"), *pieces]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
