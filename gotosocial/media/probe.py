"""Telling by its first bytes what a file is; its name and what the sender says about it count for nothing."""

from typing import Literal, NamedTuple

from gotosocial.errors import Refused

Format = Literal["jpeg", "png", "gif", "webp"]
HEAD_SIZE = 64
"""So many bytes of a file are enough for ``sniff``."""


class PictureKind(NamedTuple):
    """A kind of picture that is read here: how it is served and under which extension it is kept."""

    format: Format
    content_type: str
    extension: str


JPEG = PictureKind("jpeg", "image/jpeg", "jpeg")
PNG = PictureKind("png", "image/png", "png")
GIF = PictureKind("gif", "image/gif", "gif")
WEBP = PictureKind("webp", "image/webp", "webp")
KINDS = (JPEG, PNG, GIF, WEBP)
CONTENT_TYPES = tuple(kind.content_type for kind in KINDS)
"""What the instance says it takes, animated PNG included."""

_CAN_READ = "JPEG, PNG, GIF and WebP pictures can be uploaded"
BY_FORMAT: dict[str, PictureKind] = {kind.format: kind for kind in KINDS}


def sniff(head: bytes) -> PictureKind:
    """Return what a file is; Refused, with a sentence that says why, for what cannot be read here."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    raise Refused(f"{_name(head)}; {_CAN_READ}")


def _name(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "the file is empty"
    if text.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        return "SVG and other documents that can hold programs are not read"
    if head[4:8] == b"ftyp":
        return _of_box(head[8:12])
    if head[:4] in (b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"RIFF") or head[:3] == b"ID3":
        return "films and sounds are not read"
    return "the file is not a picture that is known here"


def _of_box(brand: bytes) -> str:
    if brand in (b"avif", b"avis"):
        return "AVIF pictures are not read"
    if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "HEIC pictures are not read"
    return "films and sounds are not read"
