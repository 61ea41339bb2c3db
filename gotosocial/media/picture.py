"""Decoding one picture into its thumbnail, its blurhash and its measures; the only file that uses Pillow.

Runs in the child process. The whole picture is read, so that a truncated one is found out, but a JPEG is
decoded at the scale that the thumbnail needs, and other pictures are shrunk in bands, so that no second
copy of a large picture is ever in memory. The original is never encoded again: its pixels stay as they came.
"""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms

from gotosocial.errors import Refused
from gotosocial.media import blurhash
from gotosocial.media.job import Drawn, PictureJob
from gotosocial.media.strip.exif import write_jpeg_segment
from gotosocial.media.strip.keep import Stripped

TOO_LARGE = "the picture has too many pixels"
_SRGB = ImageCms.createProfile("sRGB")
_BAND_BYTES = 8 * 1024 * 1024
_HASH_WIDTH = 32
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_REHEARSED = (("jpeg", "CMYK"), ("jpeg", "RGB"), ("png", "RGBA"), ("gif", "P"), ("webp", "RGBA"))
"""Colours, greys and alpha take different ways through Pillow, for the thumbnail too."""
_DECODED_BYTES = {"png": 4, "gif": 5, "webp": 16, "jpeg": 0}
_PROGRESSIVE_BYTES = 6
_WORKING_SHARE = 0.6


def rehearse(deed: Callable[[str, bytes], object]) -> None:
    """Do the deed with a tiny picture of each format.

    Pillow imports its plugins, and parts of them, when they are first needed; a confined process
    can no longer do that. A rehearsal finds them all, whatever the version of Pillow.
    """
    for format_name, mode in _REHEARSED:
        sample = BytesIO()
        profile = ImageCms.ImageCmsProfile(_SRGB).tobytes() if mode == "RGB" else None
        Image.new(mode, (2, 2)).save(sample, format_name, exif=write_jpeg_segment(6)[4:], icc_profile=profile)
        deed(format_name, sample.getvalue())


def draw(source: BinaryIO, stripped: Stripped, job: PictureJob, target: BinaryIO) -> Drawn:
    """Write the picture's thumbnail to the target and return what is known; Refused where it is too large."""
    with Image.open(source, formats=(job.format.upper(),)) as picture:
        size = picture.size
        _check_size(size, stripped, job)
        fitting = _fitting(size, job.thumb_pixels)
        picture.draft(None, (fitting[0] * 3 // 2, fitting[1] * 3 // 2))
        small = _shrunk(picture, fitting).resize(fitting, Image.Resampling.LANCZOS)
        small = _in_srgb(small, picture.info.get("icc_profile"))
    turn = _TURNS.get(stripped.orientation)
    if turn is not None:
        small = small.transpose(turn)
    format_name = _write(small, target)
    width, height = size[::-1] if stripped.orientation >= 5 else size
    return Drawn(width, height, *small.size, format_name, _hash(small))


def _check_size(size: tuple[int, int], stripped: Stripped, job: PictureJob) -> None:
    pixels = size[0] * size[1]
    each = _PROGRESSIVE_BYTES if stripped.is_progressive else _DECODED_BYTES[job.format]
    if pixels > job.limits.pixels or pixels * each > job.limits.memory * _WORKING_SHARE:
        raise Refused(f"{TOO_LARGE}: {size[0]} x {size[1]}")


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the thumbnail's size: same ratio, no side above the longest, never larger than the picture."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


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
    if band.mode in ("I", "I;16"):
        # Pillow clips 16-bit greys at 255 instead of scaling them.
        band = band.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return band if band.mode == mode else band.convert(mode)


def _in_srgb(small: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the thumbnail with the colours of its profile, in the space that every viewer assumes."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            wanted = "RGBA" if small.mode == "RGBA" else "RGB"
            turned = ImageCms.profileToProfile(small, source, _SRGB, outputMode=wanted)
            small = turned or small
        except (ImageCms.PyCMSError, OSError):
            # A profile that does not fit its picture is what viewers ignore too.
            profile = None
    small.info.clear()
    return small if small.mode in ("L", "RGB", "RGBA") else small.convert("RGB")


def _write(small: Image.Image, target: BinaryIO) -> str:
    if small.mode == "RGBA" and small.getchannel("A").getextrema() != (255, 255):
        small.save(target, "WEBP", quality=80, method=4)
        return "webp"
    opaque = small.convert("RGB") if small.mode == "RGBA" else small
    opaque.save(target, "JPEG", quality=80, optimize=True)
    return "jpeg"


def _hash(small: Image.Image) -> str:
    height = max(1, min(2 * _HASH_WIDTH, round(_HASH_WIDTH * small.height / small.width)))
    tiny = small.resize((_HASH_WIDTH, height), Image.Resampling.BOX)
    if tiny.mode == "RGBA":
        tiny = Image.alpha_composite(Image.new("RGBA", tiny.size, "white"), tiny)
    return blurhash.encode(tiny.convert("RGB").tobytes(), _HASH_WIDTH, height)
