"""AVIF without metadata: what draws the picture stays in place, all else becomes zeros (ISO 23008-12).

Offsets within the file stay true that way, and no picture is encoded again. Gone are EXIF, XMP and other
items that are no picture, embedded thumbnails, names and descriptions, times, unknown boxes, bytes that no
item claims, and whatever follows the last box. Colour profiles, alpha, turning and mirroring stay, as does
the animation of a sequence.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gotosocial.errors import Refused
from gotosocial.media.strip.boxes import Box, Patches, boxes, read_box
from gotosocial.media.strip.keep import DAMAGED, Stripped, number

_KNOWN = frozenset({b"ftyp", b"meta", b"moov", b"mdat"})
_OF_META = frozenset({b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl", b"dinf"})
_PICTURES = frozenset({b"av01", b"grid", b"iovl", b"iden", b"tmap", b"sato"})
_PROPERTIES = frozenset(
    b"av1C ispe pixi colr auxC irot imir clap pasp clli mdcv cclv amve a1op a1lx lsel ccst".split()
)
_OF_TRACKS = frozenset({b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
_TALK = frozenset({b"udta", b"meta", b"uuid", b"name", b"free", b"skip", b"cprt", b"kind"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_HANDLER_NAME = 24
_MOST_ITEMS = 10_000


class Extent(NamedTuple):
    """Where a part of an item lies: in the file itself, or in the box of small things (idat)."""

    item: int
    is_in_idat: bool
    start: int
    end: int


def strip(picture: memoryview, most_frames: int) -> Stripped:
    """Blank what is no picture in an AVIF; Refused where its boxes make no sense.

    ``most_frames`` is checked by the decoder, which counts them.
    """
    patches, found, end = Patches(picture), dict[bytes, Box](), 0
    while end < len(picture) and (box := _next(picture, end, found)):
        if box.name not in _KNOWN:
            patches.empty(box)
        elif box.name != b"mdat" and box.name in found:
            raise Refused(DAMAGED, detail=f"two boxes {box.name!r}")
        found[box.name], end = box, box.end
        if box.name == b"moov":
            _clean_tracks(picture, box, patches)
    if b"meta" not in found:
        raise Refused(DAMAGED, detail="no picture")
    extents, dropped = _clean_meta(picture, found[b"meta"], patches)
    _blank_items(picture, extents, dropped, patches)
    if b"moov" not in found:
        _blank_between(picture, extents, dropped, patches, end)
    return Stripped(patches.pieces(end))


def _next(picture: memoryview, at: int, found: dict[bytes, Box]) -> Box | None:
    """Return the next box of the file; None where what follows the picture is no box."""
    box = read_box(picture, at, len(picture))
    if box is None and (b"meta" not in found or bytes(picture[at + 4 : at + 8]) in _KNOWN):
        raise Refused(DAMAGED, detail=f"box at {at} does not fit")
    return box


def _clean_tracks(picture: memoryview, parent: Box, patches: Patches) -> None:
    for box in boxes(picture, parent.body, parent.end):
        if box.name in _TALK:
            patches.empty(box)
        elif box.name in _OF_TRACKS:
            _clean_tracks(picture, box, patches)
        elif box.name in _TIMED:
            patches.blank(box.body + 4, box.body + (20 if picture[box.body] else 12))
        elif box.name == b"hdlr":
            patches.blank(min(box.body + _HANDLER_NAME, box.end), box.end)


def _clean_meta(picture: memoryview, meta: Box, patches: Patches) -> tuple[list[Extent], set[int]]:
    """Blank what the box of items says beyond pictures; return where items lie, and which are to go."""
    extents: list[Extent] = []
    dropped: set[int] = set()
    inner = {box.name: box for box in boxes(picture, meta.body + 4, meta.end)}
    for box in boxes(picture, meta.body + 4, meta.end):
        if box.name not in _OF_META:
            patches.empty(box)
    if b"hdlr" in inner:
        patches.blank(min(inner[b"hdlr"].body + _HANDLER_NAME, inner[b"hdlr"].end), inner[b"hdlr"].end)
    thumbnails = set(_thumbnails(picture, inner[b"iref"])) if b"iref" in inner else set[int]()
    if b"iinf" in inner:
        dropped = _clean_items(picture, inner[b"iinf"], thumbnails, patches)
    if b"iprp" in inner:
        for holder in boxes(picture, inner[b"iprp"].body, inner[b"iprp"].end):
            if holder.name == b"ipco":
                _clean_properties(picture, holder, patches)
    if b"iloc" in inner:
        idat = inner.get(b"idat")
        extents = list(_extents(picture, inner[b"iloc"], idat.body if idat else 0))
    return extents, dropped


def _clean_properties(picture: memoryview, holder: Box, patches: Patches) -> None:
    for box in boxes(picture, holder.body, holder.end):
        if box.name not in _PROPERTIES:
            patches.empty(box)


def _clean_items(picture: memoryview, iinf: Box, thumbnails: set[int], patches: Patches) -> set[int]:
    """Take their names from items, and their types from those that are no picture; return the latter."""
    dropped: set[int] = set()
    at = iinf.body + (6 if picture[iinf.body] == 0 else 8)
    for box in boxes(picture, at, iinf.end):
        version = picture[box.body]
        wide = 4 if version >= 3 else 2
        item, kind = number(picture, box.body + 4, wide), box.body + 6 + wide
        if box.name != b"infe" or version < 2 or kind + 4 > box.end:
            patches.empty(box)
            continue
        if bytes(picture[kind : kind + 4]) not in _PICTURES or item in thumbnails:
            dropped.add(item)
            patches.write(kind, b"skip")
        patches.blank(kind + 4, box.end)
    return dropped


def _thumbnails(picture: memoryview, iref: Box) -> Iterator[int]:
    wide = 4 if picture[iref.body] else 2
    for box in boxes(picture, iref.body + 4, iref.end):
        if box.name == b"thmb":
            yield number(picture, box.body, wide)


def _extents(picture: memoryview, iloc: Box, idat: int) -> Iterator[Extent]:
    """Read where items lie (ISO 14496-12, 8.11.3)."""
    version, sizes = picture[iloc.body], number(picture, iloc.body + 4, 2)
    of_offset, of_length, of_start = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    of_index = sizes & 15 if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    count, at = number(picture, iloc.body + 6, wide), iloc.body + 6 + wide
    if count > _MOST_ITEMS:
        raise Refused(DAMAGED, detail="too many items")
    for _ in range(count):
        item, at = number(picture, at, wide), at + wide
        method = number(picture, at, 2) & 15 if version in (1, 2) else 0
        at += 2 if version in (1, 2) else 0
        start, at = number(picture, at + 2, of_start), at + 2 + of_start
        parts, at = number(picture, at, 2), at + 2
        for _ in range(parts):
            at += of_index
            offset, length = number(picture, at, of_offset), number(picture, at + of_offset, of_length)
            at += of_offset + of_length
            first = start + offset + (idat if method == 1 else 0)
            if method > 1 or not length:
                raise Refused(DAMAGED, detail="an item lies in another one")
            yield Extent(item, method == 1, first, first + length)


def _blank_items(picture: memoryview, extents: list[Extent], dropped: set[int], patches: Patches) -> None:
    for extent in extents:
        if extent.item in dropped:
            patches.blank(extent.start, extent.end)


def _blank_between(
    picture: memoryview, extents: list[Extent], dropped: set[int], patches: Patches, end: int
) -> None:
    """Blank what lies among the pictures' bytes and belongs to none of them."""
    stays = sorted((one.start, one.end) for one in extents if one.item not in dropped and not one.is_in_idat)
    for box in boxes(picture, 0, end):
        if box.name != b"mdat":
            continue
        at = box.body
        for start, stop in stays:
            patches.blank(at, min(max(start, at), box.end))
            at = max(at, min(stop, box.end))
        patches.blank(at, box.end)
