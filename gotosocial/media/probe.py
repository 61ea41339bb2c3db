"""Telling by its first bytes what a file is; its name and what the sender says about it count for nothing."""

import os
from typing import NamedTuple

from gotosocial.errors import Refused
from gotosocial.models.media_formats import Family

HEAD_SIZE = 512
"""So many bytes of a file are enough for ``sniff``."""

_CAN_READ = "JPEG, PNG, GIF, WebP, AVIF and HEIC pictures, films and sounds can be uploaded"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_STILL_BRANDS = frozenset({b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_ASF = bytes.fromhex("3026b2758e66cf11")
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (_ASF, "asf"),
    (b"\0\0\1\xba", "mpeg"),
)
_ID3_HEAD, _BEHIND_ID3 = 10, frozenset({"flac", "aac"})
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_PICTURES = frozenset({"jpeg", "png", "gif", "webp", "avif", "heic"})


class Sniffed(NamedTuple):
    """What a file looks like: its format as the children know it, and whether it is a picture or a film."""

    format: str
    family: Family


def head_of(descriptor: int) -> bytes:
    """Return the bytes of a file that tell what it is: its first ones, or those behind an ID3 tag.

    Such a tag means MP3, but taggers put it before FLAC and raw AAC, too (https://id3.org/id3v2.4.0-structure).
    """
    head = os.pread(descriptor, HEAD_SIZE, 0)
    if not head.startswith(b"ID3") or len(head) < _ID3_HEAD:
        return head
    size = 0
    for byte in head[6:_ID3_HEAD]:
        size = size << 7 | byte & 127
    footer = _ID3_HEAD if head[5] & 0x10 else 0
    behind = os.pread(descriptor, HEAD_SIZE, _ID3_HEAD + size + footer)
    return behind if _format(behind) in _BEHIND_ID3 else head


def sniff(head: bytes) -> Sniffed:
    """Return what a file is; Refused, with a sentence that says why, for what cannot be read here."""
    found = _format(head)
    if not found:
        raise Refused(f"{_name(head)}; {_CAN_READ}")
    return Sniffed(found, "picture" if found in _PICTURES else "film")


def _format(head: bytes) -> str:
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    return _of_frame(head)


def _of_brands(head: bytes) -> str:
    """Tell films from pictures by an ISO file's brands (ISO 14496-12, 4.3); the first one counts most."""
    end = min(len(head), int.from_bytes(head[:4]))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, end - 3, 4)}
    if major in _AVIF_BRANDS or (major in _STILL_BRANDS and others & _AVIF_BRANDS):
        return "avif"
    if major in _HEIC_BRANDS or (major in _STILL_BRANDS and others & _HEIC_BRANDS):
        return "heic"
    return "" if major in _STILL_BRANDS else "mov"


def _of_frame(head: bytes) -> str:
    """Tell raw frames of AAC (ADTS) and of MPEG audio from noise by what their headers may say."""
    if len(head) < 4 or head[0] != 0xFF:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "aac" if head[2] >> 2 & 15 < 13 else ""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    is_sync = head[1] & 0xE0 == 0xE0 and version != 1 and layer != 0
    return "mp3" if is_sync and rate not in (0, 15) and frequency != 3 else ""


def _name(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "the file is empty"
    if text.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        return "SVG and other documents that can hold programs are not read"
    if text.startswith((b"#extm3u", b"ffconcat", b"[playlist]", b"#ext-x-")):
        return "playlists are not read"
    return "the file is neither a picture nor a film or sound that is known here"
