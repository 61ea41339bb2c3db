"""What the parent tells a child about one picture, and what the child tells back; both cross as JSON.

The child imports this file, so it stays free of other libraries.
"""

from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """How much one picture may cost. ``memory`` in bytes of address space, ``cpu_seconds`` of one core."""

    memory: int = 512 * MIB
    cpu_seconds: int = 20
    pixels: int = 100_000_000
    frames: int = 5_000


class PictureJob(NamedTuple):
    """One picture to work on: its format as sniffed, the thumbnail's longest side, the limits."""

    format: str
    thumb_pixels: int
    limits: Limits


class Drawn(NamedTuple):
    """What the child found out. Sizes are those a viewer sees, with the orientation applied."""

    width: int
    height: int
    small_width: int
    small_height: int
    small_format: str
    blurhash: str
