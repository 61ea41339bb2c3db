"""HEIC pictures become JPEG (or WebP or PNG where one can see through): hardly any browser shows them.

libheif turns and mirrors the pixels as the file says, so nothing of its EXIF is needed; the colour profile
goes along. A JPEG is written band by band: phones make pictures of 50 megapixels, which take most of what the
child may have when they are decoded. Runs in the child process.
"""

from io import BytesIO

import pillow_heif
from PIL import Image

from gotosocial.errors import Refused
from gotosocial.media import jpeg_bands
from gotosocial.media.child import release
from gotosocial.media.deep import eight_bits
from gotosocial.media.job import MIB, Limits
from gotosocial.media.strip.keep import Stripped

THREADED = frozenset({"heic"})
"""libheif starts a worker thread for each picture and tile that it decodes, whatever it is told."""

_QUALITY = 90
_BYTES_PER_PIXEL, _OF_DEEP = 4.5, 7.5
"""What libheif needs: the picture as it was encoded, and in colours; more bits a colour take more."""

_OF_SEE_THROUGH, _AS_WEBP = 12.5, 44.0
"""What one can see through is encoded as a whole: as PNG where WebP's encoder would need too much."""

_AROUND = 12 * MIB
"""The decoder's tables, and the stack of its thread."""

pillow_heif.options.DECODE_THREADS = 0
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False


def sample() -> bytes:
    """Return a tiny HEIC picture."""
    made = BytesIO()
    picture = pillow_heif.from_pillow(Image.new("RGB", (64, 64)))
    picture.save(made)
    return made.getvalue()


def convert(source: memoryview, limits: Limits) -> Stripped:
    """Return the picture in a format that browsers show; Refused where it is too large."""
    heif = pillow_heif.open_heif(bytes(source))
    release(source)
    _check_size(heif, limits, len(source))
    profile = heif.info.get("icc_profile")
    if heif.has_alpha:
        return _see_through(heif.to_pillow(), profile, limits)
    pixels, stride, (width, height) = heif.data, heif.stride, heif.size

    def band(top: int, end: int) -> Image.Image:
        rows = pixels[top * stride : end * stride]
        return eight_bits(Image.frombytes(heif.mode, (width, end - top), rows, "raw", heif.mode, stride))

    parts = jpeg_bands.encode(height, band, _QUALITY, profile)
    return Stripped([memoryview(part) for part in parts], format="jpeg")


def _see_through(picture: Image.Image, profile: bytes | None, limits: Limits) -> Stripped:
    name = "webp" if picture.width * picture.height * _AS_WEBP < limits.memory else "png"
    options = {"quality": _QUALITY, "method": 4} if name == "webp" else {}
    made = BytesIO()
    picture.info.clear()
    picture.convert("RGBA").save(made, name, icc_profile=profile, **options)
    return Stripped([memoryview(made.getbuffer())], format=name)


def _check_size(heif: pillow_heif.HeifFile, limits: Limits, file_size: int) -> None:
    width, height = heif.size
    each = _OF_SEE_THROUGH if heif.has_alpha else _OF_DEEP if heif.info["bit_depth"] > 8 else _BYTES_PER_PIXEL
    needed = width * height * each + file_size + _AROUND
    if width * height > limits.pixels or needed > limits.memory:
        raise Refused(f"the picture has too many pixels: {width} x {height}")
