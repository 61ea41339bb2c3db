"""Pictures, films and sounds as the client API shows them."""

from fractions import Fraction
from typing import Any

from gotosocial.models.addresses import Addresses
from gotosocial.models.media_attachment import MediaAttachment


def media_entity(media: MediaAttachment, addresses: Addresses) -> dict[str, Any]:
    """Return a MediaAttachment; a file that is not kept here is shown by the address of its home."""
    ours = addresses.file(media.file_key) if media.file_key else None
    url = ours or media.remote_url or None
    return {
        "id": media.id,
        "type": media.kind,
        "url": url,
        "text_url": ours,
        "preview_url": _preview(media, addresses, url),
        "remote_url": media.remote_url or None,
        "preview_remote_url": None,
        "meta": None if media.kind == "unknown" else _meta(media),
        "description": media.description or None,
        "blurhash": media.blurhash or None,
    }


def _preview(media: MediaAttachment, addresses: Addresses, url: str | None) -> str | None:
    if media.small_key:
        return addresses.file(media.small_key)
    return url if media.kind == "image" else None


def _meta(media: MediaAttachment) -> dict[str, Any]:
    original = _dimensions(media.width, media.height)
    if media.duration:
        original["duration"] = media.duration
    if media.frame_rate:
        rate = Fraction(media.frame_rate).limit_denominator(1001)
        original["frame_rate"] = f"{rate.numerator}/{rate.denominator}"
    if media.bit_rate:
        original["bitrate"] = media.bit_rate
    meta: dict[str, Any] = {
        "original": original,
        "small": _dimensions(media.small_width, media.small_height),
    }
    if media.kind != "audio":
        meta["focus"] = {"x": media.focus_x, "y": media.focus_y}
    return meta


def _dimensions(width: int, height: int) -> dict[str, Any]:
    if not (width and height):
        return {}
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}
