"""JPEG without metadata: the segments that draw the picture and its colours stay (ITU T.81, annex B).

Gone are EXIF with its thumbnail and location, XMP, IPTC, comments, makers' segments, second pictures (MPF)
and whatever follows the end of the picture, where phones put short films. JFIF stays without its
thumbnail, ICC profiles and Adobe's colour mark stay, and the orientation gets an EXIF block of its own.
"""

import re

from gotosocial.errors import Refused
from gotosocial.media.strip.exif import read_orientation, write_jpeg_segment
from gotosocial.media.strip.keep import DAMAGED, Keep, Stripped, number

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_DRAWING = frozenset(range(0xC0, 0xE0)) - {_START, _END}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF_HEAD, _ADOBE_HEAD = 16, 14


def strip(picture: memoryview) -> Stripped:
    """Name what stays of a JPEG; Refused where its segments make no sense."""
    keep = Keep(picture)
    keep.range(0, 2)
    orientation, scans, progressive, samples, at = 1, 0, False, 0.0, 2
    while True:
        keep.step()
        at, marker = _marker(picture, at)
        if marker == _END:
            # A missing end is not mended: it is how the decoder knows that a picture was cut off.
            keep.range(at, min(at + 2, len(picture)))
            break
        if marker in _ALONE:
            at += 2
            continue
        end = at + 2 + _length(picture, at)
        if marker == _APP1 and orientation == 1:
            orientation = _orientation(picture, at, end)
            if orientation != 1:
                keep.put(write_jpeg_segment(orientation))
        elif marker == _APP0:
            _keep_jfif(keep, picture, at, end)
        elif marker == _APP14:
            _keep_adobe(keep, picture, at, end)
        elif _stays(marker, picture, at):
            keep.range(at, end)
        if marker in _FRAMES:
            samples, progressive = _samples(picture, at, end), marker in _PROGRESSIVE
        if marker == _SCAN:
            scans += 1
            end = _keep_scan(keep, picture, end)
        at = end
    return Stripped(keep.pieces(), orientation=orientation, held=samples if progressive or scans > 1 else 0.0)


def _marker(picture: memoryview, at: int) -> tuple[int, int]:
    """Return where the next marker stands and which it is; the end of the file counts as the picture's.

    Some cameras leave bytes between segments that belong to none. Decoders skip them.
    """
    found = _MARKER.search(picture, at)
    return (found.start(), found[0][1]) if found else (len(picture), _END)


def _length(picture: memoryview, at: int) -> int:
    length = number(picture, at + 2, 2)
    if length < 2 or at + 2 + length > len(picture):
        raise Refused(DAMAGED, detail=f"segment at {at} does not fit")
    return length


def _stays(marker: int, picture: memoryview, at: int) -> bool:
    if marker == _APP2:
        return bytes(picture[at + 4 : at + 16]) == b"ICC_PROFILE\0"
    return marker in _DRAWING


def _samples(picture: memoryview, at: int, end: int) -> float:
    """Return how many samples a frame has for each of its pixels: 3, or less where colours are coarser."""
    sampling = [picture[one] for one in range(at + 11, end, 3)]
    areas = [(one >> 4) * (one & 15) for one in sampling]
    whole = max((one >> 4 for one in sampling), default=0) * max((one & 15 for one in sampling), default=0)
    return sum(areas) / whole if whole else 0.0


def _orientation(picture: memoryview, at: int, end: int) -> int:
    body = bytes(picture[at + 4 : end])
    return read_orientation(body) if body.startswith(b"Exif\0\0") else 1


def _keep_jfif(keep: Keep, picture: memoryview, at: int, end: int) -> None:
    if bytes(picture[at + 4 : at + 9]) == b"JFIF\0" and end - at >= _JFIF_HEAD:
        keep.put(b"\xff\xe0\x00\x10" + bytes(picture[at + 4 : at + 16]) + b"\0\0")


def _keep_adobe(keep: Keep, picture: memoryview, at: int, end: int) -> None:
    """Keep Adobe's colour mark, which is so long and no longer."""
    if bytes(picture[at + 4 : at + 9]) == b"Adobe" and end - at >= 2 + _ADOBE_HEAD:
        keep.put(b"\xff\xee" + _ADOBE_HEAD.to_bytes(2) + bytes(picture[at + 4 : at + 2 + _ADOBE_HEAD]))


def _keep_scan(keep: Keep, picture: memoryview, start: int) -> int:
    """Keep the compressed bytes of a scan and return where they end."""
    found = _NEXT_MARKER.search(picture, start)
    end = found.start() if found else len(picture)
    keep.range(start, end)
    return end
