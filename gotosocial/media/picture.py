"""Decoding one picture into its thumbnail, its blurhash and its measures.

Runs in the child process. The whole picture is read, so that a truncated one is found out, but a JPEG is
decoded at the scale that the thumbnail needs, and other pictures are shrunk in bands, so that no second
copy of a large picture is ever in memory. The original is never encoded again: its pixels stay as they came.
"""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from PIL import AvifImagePlugin, Image

from gotosocial.errors import Refused
from gotosocial.media import heic
from gotosocial.media.deep import eight_bits
from gotosocial.media.job import MIB, Drawn, MediaJob
from gotosocial.media.strip.exif import write_jpeg_segment
from gotosocial.media.strip.keep import TOO_MANY_FRAMES, Stripped
from gotosocial.media.thumbnail import SRGB_BYTES, finish, fit, in_srgb

_ORIENTATION = 0x0112
TOO_LARGE = "the picture has too many pixels"
_BAND_BYTES = 8 * 1024 * 1024
_REHEARSED = (
    *(("jpeg", "CMYK"), ("jpeg", "RGB"), ("png", "RGBA"), ("gif", "P"), ("webp", "RGBA")),
    *(("avif", "RGB"), ("avif", "RGBA")),
)
"""Colours, greys and alpha take different ways through Pillow, for the thumbnail too."""
_DECODED_BYTES = {"png": 4, "gif": 5, "webp": 16, "avif": 13, "jpeg": 0}
"""What Pillow takes for each pixel, at the most that was measured."""

_BYTES_OF_SAMPLE = 2
_AROUND = 24 * MIB
"""Bands, tables of decoders, the thumbnail."""

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined child can start no thread


def rehearse(deed: Callable[[str, bytes], object]) -> None:
    """Do the deed with a tiny picture of each format.

    Pillow imports its plugins, and parts of them, when they are first needed; a confined process
    can no longer do that. A rehearsal finds them all, whatever the version of Pillow.
    """
    for format_name, mode in _REHEARSED:
        sample = BytesIO()
        profile = SRGB_BYTES if mode == "RGB" else None
        Image.new(mode, (2, 2)).save(sample, format_name, exif=write_jpeg_segment(6)[4:], icc_profile=profile)
        deed(format_name, sample.getvalue())
    deed("heic", heic.sample())


def draw(source: BinaryIO, stripped: Stripped, job: MediaJob, target: BinaryIO) -> Drawn:
    """Write the picture's thumbnail to the target and return what is known; Refused where it is too large.

    An emoji's thumbnail is its first frame as PNG.
    """
    with Image.open(source, formats=(job.format.upper(),)) as picture:
        size = picture.size
        _check_size(picture, stripped, job)
        turn = _orientation(picture, stripped, job)
        fitting = fit(size, job.thumb_pixels)
        picture.draft(None, (fitting[0] * 3 // 2, fitting[1] * 3 // 2))
        small = _shrunk(picture, fitting).resize(fitting, Image.Resampling.LANCZOS)
        small = in_srgb(small, picture.info.get("icc_profile"))
    return finish(small, size, turn, target, is_emoji=job.is_emoji)


def _orientation(picture: Image.Image, stripped: Stripped, job: MediaJob) -> int:
    """Return how the picture is turned; an AVIF says it in its container, and Pillow as EXIF."""
    turn = picture.getexif().get(_ORIENTATION, 1) if job.format == "avif" else stripped.orientation
    return turn if turn in range(1, 9) else 1


def _check_size(picture: Image.Image, stripped: Stripped, job: MediaJob) -> None:
    size = picture.size
    pixels = size[0] * size[1]
    each = _DECODED_BYTES[job.format] + _BYTES_OF_SAMPLE * stripped.held
    if pixels > job.limits.pixels or pixels * each + _AROUND > job.limits.memory:
        raise Refused(f"{TOO_LARGE}: {size[0]} x {size[1]}")
    if job.format == "avif" and getattr(picture, "n_frames", 1) > job.limits.frames:
        raise Refused(TOO_MANY_FRAMES)


def _shrunk(picture: Image.Image, fitting: tuple[int, int]) -> Image.Image:
    """Return the picture in a mode that can be resized, shrunk by whole factors to twice what fits."""
    picture.load()
    mode = _mode(picture)
    factors = tuple(max(1, side // (2 * wanted)) for side, wanted in zip(picture.size, fitting, strict=True))
    across, down = factors
    width, height = picture.size
    small = Image.new(mode, (-(-width // across), -(-height // down)))
    rows = max(1, _BAND_BYTES // (4 * width) // down) * down
    for top in range(0, height, rows):
        band = _converted(picture.crop((0, top, width, min(height, top + rows))), mode)
        small.paste(band.reduce((across, down)), (0, top // down))
    return small


def _mode(picture: Image.Image) -> str:
    if picture.has_transparency_data:
        return "RGBA"
    return {"1": "L", "L": "L", "I": "L", "I;16": "L", "CMYK": "CMYK"}.get(picture.mode, "RGB")


def _converted(band: Image.Image, mode: str) -> Image.Image:
    band = eight_bits(band)
    return band if band.mode == mode else band.convert(mode)
