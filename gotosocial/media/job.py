"""What the parent tells a child about one file, and what the child tells back; both cross as JSON.

The children import this file, so it stays free of other libraries.
"""

from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """How much one file may cost.

    ``memory``: bytes that a child may take beyond what it has when its work begins; ``cpu_seconds`` of one
    core; ``pixels`` of one picture; ``frames`` of an animation or a film; ``output``: the most bytes that it
    may write beyond twice what it read.
    """

    memory: int = 248 * MIB
    cpu_seconds: int = 20
    pixels: int = 100_000_000
    frames: int = 5_000
    output: int = 8 * MIB


FILM_LIMITS = Limits(memory=245 * MIB, cpu_seconds=1_200, pixels=36_000_000, frames=400_000, output=32 * MIB)
"""A film's time grows with its duration up to this (``sandbox.extend``)."""


class MediaJob(NamedTuple):
    """One file to work on: its format as sniffed, the thumbnail's longest side, the limits.

    ``is_emoji``: instead of a thumbnail the first frame is wanted as PNG.
    """

    format: str
    thumb_pixels: int
    limits: Limits
    is_emoji: bool = False


class Drawn(NamedTuple):
    """The picture and its thumbnail. Sizes are those a viewer sees, with the orientation applied."""

    width: int
    height: int
    small_width: int
    small_height: int
    small_format: str
    blurhash: str


class Made(NamedTuple):
    """What came out: what kind of media, in which format the original is now, and how it looks and sounds.

    ``drawn`` is None for sounds. ``duration`` in seconds, ``frame_rate`` per second, ``bit_rate`` in bits
    per second; 0 where there is none.
    """

    kind: str
    format: str
    drawn: Drawn | None
    duration: float = 0.0
    frame_rate: float = 0.0
    bit_rate: int = 0
