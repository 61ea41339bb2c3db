"""HEIC pictures become JPEG (or WebP where one can see through): hardly any browser shows them.

libheif turns and mirrors the pixels as the file says, so nothing of its EXIF is needed; the colour profile
goes along. Runs in the child process.
"""

from io import BytesIO

import pillow_heif
from PIL import Image

from gotosocial.errors import Refused
from gotosocial.media.job import Limits
from gotosocial.media.strip.keep import Stripped

THREADED = frozenset({"heic"})
"""libheif starts a worker thread for its decoder, whatever it is told."""

_QUALITY = 90
_BYTES_PER_PIXEL = 8
_WORKING_SHARE = 0.85

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
    heif = pillow_heif.open_heif(BytesIO(source))
    width, height = heif.size
    pixels = width * height
    if pixels > limits.pixels or pixels * _BYTES_PER_PIXEL > limits.memory * _WORKING_SHARE:
        raise Refused(f"the picture has too many pixels: {width} x {height}")
    picture = heif.to_pillow()
    del heif
    profile = picture.info.get("icc_profile")
    picture.info.clear()
    name = "webp" if picture.mode in ("RGBA", "RGBa", "LA") else "jpeg"
    made = BytesIO()
    if name == "webp":
        picture.convert("RGBA").save(made, "WEBP", quality=_QUALITY, method=4, icc_profile=profile)
    else:
        picture.save(made, "JPEG", quality=_QUALITY, icc_profile=profile)
    return Stripped([memoryview(made.getvalue())], format=name)
