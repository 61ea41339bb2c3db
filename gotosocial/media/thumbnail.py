"""A picture that is small already becomes a thumbnail: in everyone's colours, encoded, and as a blurhash."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms

from gotosocial.media import blurhash
from gotosocial.media.job import Drawn

_SRGB = ImageCms.createProfile("sRGB")
SRGB_BYTES = ImageCms.ImageCmsProfile(_SRGB).tobytes()
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
"""What EXIF's orientations ask for."""


def fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the thumbnail's size: same ratio, no side above the longest, never larger than the picture."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def finish(
    small: Image.Image, size: tuple[int, int], turn: int, target: BinaryIO, *, is_emoji: bool
) -> Drawn:
    """Turn a thumbnail as EXIF says, write it, and return what is known; ``size`` is that of the picture."""
    if turn != 1:
        small = small.transpose(_TURNS[turn])
    format_name = write_still(small, target) if is_emoji else write_small(small, target)
    width, height = size[::-1] if turn >= 5 else size
    return Drawn(width, height, *small.size, format_name, look(small))


def in_srgb(small: Image.Image, profile: bytes | None) -> Image.Image:
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


def write_small(small: Image.Image, target: BinaryIO) -> str:
    """Write the thumbnail and return its format: JPEG, but WebP for what one can see through."""
    if small.mode == "RGBA" and small.getchannel("A").getextrema() != (255, 255):
        small.save(target, "WEBP", quality=80, method=4)
        return "webp"
    opaque = small.convert("RGB") if small.mode == "RGBA" else small
    opaque.save(target, "JPEG", quality=80, optimize=True)
    return "jpeg"


def write_still(small: Image.Image, target: BinaryIO) -> str:
    """Write the picture as PNG, which every client shows as an emoji that does not move."""
    small.save(target, "PNG", optimize=True)
    return "png"


def look(small: Image.Image) -> str:
    """Return the blurhash; what can be seen through is laid on white."""
    height = max(1, min(2 * _HASH_WIDTH, round(_HASH_WIDTH * small.height / small.width)))
    tiny = small.resize((_HASH_WIDTH, height), Image.Resampling.BOX)
    if tiny.mode == "RGBA":
        tiny = Image.alpha_composite(Image.new("RGBA", tiny.size, "white"), tiny)
    return blurhash.encode(tiny.convert("RGB").tobytes(), _HASH_WIDTH, height)
