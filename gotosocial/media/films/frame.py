"""The picture that stands for a film: its first frame that is not black."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from gotosocial.errors import Refused
from gotosocial.media.films.lanes import Decoder, fitting
from gotosocial.media.films.packets import AnyPacket
from gotosocial.media.films.plan import NOTHING_TO_SEE

_MOST_FRAMES = 150
_EVERY = 5
_DARK = 20.0
_FLAT = 4.0
_HALF = 1 << 15
_TURNS = {
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
}
"""What a display matrix asks for, by the signs of a, b, c and d (ISO 14496-12, 8.2.2)."""

_LYING = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
    }
)
"""Where width and height change places."""


class Shown:
    """A film as a viewer sees it: a small picture, its full size, and how its container turns it."""

    def __init__(self, small: Image.Image, size: tuple[int, int], matrix: list[int]) -> None:
        self.small = small
        self.size = size
        self.matrix = matrix


def find(film: InputContainer, stream: VideoStream, longest: int, size: tuple[int, int]) -> Shown | None:
    """Look for a frame worth showing and return it, small; None where the stream holds nothing at all.

    ``size`` is that of the film's pictures as they will be kept, not turned yet. Raises Refused where no
    frame can be decoded.
    """
    best: tuple[float, Image.Image] | None = None
    packets, matrix = film.demux(stream), list[int]()
    first = next((packet for packet in packets if packet.size), None)
    if first is None:
        return None
    for index, frame in enumerate(_frames(chain([first], packets))):
        if index == 0:
            # Frames are large, and none is held for longer than it is looked at.
            matrix = _matrix(frame)
        if index % _EVERY:
            continue
        small = _small(frame, stream, longest)
        light = _light(small)
        if best is None or light > best[0]:
            best = (light, small)
        if light > _DARK:
            break
    if best is None:
        raise Refused(NOTHING_TO_SEE)
    turn = _turn(matrix)
    small = best[1].transpose(turn) if turn is not None else best[1]
    return Shown(small, size[::-1] if turn in _LYING else size, matrix)


def _frames(packets: Iterable[AnyPacket]) -> Iterator[VideoFrame]:
    decoder, count = Decoder(), 0
    for packet in packets:
        for frame in decoder.frames(packet):
            yield frame
            count += 1
            if count >= _MOST_FRAMES:
                return


def _small(frame: VideoFrame, stream: VideoStream, longest: int) -> Image.Image:
    pixel = stream.codec_context.sample_aspect_ratio
    width, height = fitting(frame.width, frame.height, pixel, longest)
    picture: Any = frame.reformat(width=width, height=height, format="rgb24", interpolation="AREA", threads=1)
    image: Image.Image = picture.to_image()
    return image


def _light(small: Image.Image) -> float:
    """Return how much there is to see: how light the picture is, nothing where it is of one colour."""
    seen = ImageStat.Stat(small.convert("L"))
    return float(seen.mean[0]) if seen.stddev[0] > _FLAT else min(float(seen.mean[0]), _DARK) / 2


def _matrix(frame: VideoFrame) -> list[int]:
    """Return the nine numbers of the container's display matrix, or none."""
    found: Any = frame.side_data.get("DISPLAYMATRIX")
    return list(memoryview(bytes(found)).cast("i")) if found is not None else []


def _turn(matrix: list[int]) -> Image.Transpose | None:
    """Return how a film stands by its matrix; None for upright, and for angles between."""
    if not matrix:
        return None
    signs = [(value > _HALF) - (value < -_HALF) for value in matrix]
    return _TURNS.get((signs[0], signs[1], signs[3], signs[4]))
