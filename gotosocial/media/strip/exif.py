"""EXIF's orientation: the one thing of a picture's EXIF that is read, and kept (TIFF 6.0, CIPA DC-008)."""

_ORIENTATION = 0x0112
_SHORT = 3
_PREFIX = b"Exif\0\0"


def read_orientation(block: bytes) -> int:
    """Return the orientation of an EXIF block, 1 to 8, with or without its prefix; 1 where it says none."""
    tiff = block[len(_PREFIX) :] if block.startswith(_PREFIX) else block
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if order == "little":
        return _orientation_in(tiff, "little")
    return _orientation_in(tiff, "big") if order else 1


def _orientation_in(tiff: bytes, order: str) -> int:
    def at(offset: int, size: int) -> int:
        return int.from_bytes(tiff[offset : offset + size], "little" if order == "little" else "big")

    directory = at(4, 4)
    for index in range(at(directory, 2)):
        entry = directory + 2 + 12 * index
        if entry + 12 > len(tiff):
            break
        if at(entry, 2) == _ORIENTATION and at(entry + 2, 2) == _SHORT:
            value = at(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1


def write_orientation(orientation: int) -> bytes:
    """Write a TIFF block that says the orientation and nothing else; without EXIF's prefix."""
    entry = _ORIENTATION.to_bytes(2) + _SHORT.to_bytes(2) + (1).to_bytes(4) + orientation.to_bytes(2)
    return b"MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + b"\0\0" + b"\0\0\0\0"


def write_jpeg_segment(orientation: int) -> bytes:
    """Write the same as an APP1 segment of a JPEG."""
    body = _PREFIX + write_orientation(orientation)
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
