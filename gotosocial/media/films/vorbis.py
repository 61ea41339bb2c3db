"""Vorbis carries comments among the decoder's parameters, as Matroska keeps them (Vorbis I, 4.2.1 and 5).

Ogg's comments are written anew by the container; in Matroska and WebM the three headers are one block of
bytes that is copied along, with whatever its maker wrote about himself.
"""

_MARK = b"\x02"
_COMMENT = b"\x03vorbis"
_NO_COMMENT = _COMMENT + bytes(8) + b"\x01"


def without_comment(private: bytes) -> bytes:
    """Return the three headers, packed as in Matroska, with an empty comment; other forms become nothing."""
    if not private.startswith(_MARK):
        return b""
    first, at = _size(private, 1)
    second, at = _size(private, at)
    start, setup = at + first, at + first + second
    if not private[start:setup].startswith(_COMMENT) or setup >= len(private):
        return b""
    head = _MARK + _laced(first) + _laced(len(_NO_COMMENT))
    return head + private[at:start] + _NO_COMMENT + private[setup:]


def _size(private: bytes, at: int) -> tuple[int, int]:
    size = 0
    while at < len(private) and private[at] == 0xFF:
        size, at = size + 255, at + 1
    return size + (private[at] if at < len(private) else 0), at + 1


def _laced(size: int) -> bytes:
    return b"\xff" * (size // 255) + bytes([size % 255])
