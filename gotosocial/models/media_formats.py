"""The formats of media: how each is served, its extension, and what the instance says it reads."""

from typing import Literal, NamedTuple

Family = Literal["picture", "film"]
"""Films and sounds are one family: the same containers hold both."""


class MediaFormat(NamedTuple):
    """A format that a file can have once it was worked on."""

    name: str
    content_type: str
    extension: str


PICTURES = {
    one.name: one
    for one in (
        MediaFormat("jpeg", "image/jpeg", "jpeg"),
        MediaFormat("png", "image/png", "png"),
        MediaFormat("gif", "image/gif", "gif"),
        MediaFormat("webp", "image/webp", "webp"),
        MediaFormat("avif", "image/avif", "avif"),
    )
}
FILMS = {
    one.name: one
    for one in (
        MediaFormat("mp4", "video/mp4", "mp4"),
        MediaFormat("webm", "video/webm", "webm"),
    )
}
SOUNDS = {
    one.name: one
    for one in (
        MediaFormat("mp3", "audio/mpeg", "mp3"),
        MediaFormat("m4a", "audio/mp4", "m4a"),
        MediaFormat("flac", "audio/flac", "flac"),
        MediaFormat("ogg", "audio/ogg", "ogg"),
        MediaFormat("wav", "audio/wav", "wav"),
        MediaFormat("weba", "audio/webm", "webm"),
    )
}
KINDS = {"image": PICTURES, "gifv": FILMS, "video": FILMS, "audio": SOUNDS}
"""Which formats a file of a kind of media can have."""

READ_TYPES = (
    "image/jpeg", "image/png", "image/apng", "image/gif", "image/webp", "image/avif",
    "image/heic", "image/heif",
    "video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/ogg", "video/x-msvideo",
    "video/mpeg", "video/x-ms-wmv", "video/3gpp", "video/3gpp2", "video/x-m4v",
    "audio/mpeg", "audio/mp3", "audio/mp2", "audio/mp4", "audio/x-m4a", "audio/aac",
    "audio/flac", "audio/x-flac", "audio/ogg", "audio/opus", "audio/wav", "audio/x-wav",
    "audio/webm", "audio/x-matroska", "audio/x-ms-wma", "audio/3gpp",
)  # fmt: skip
"""What the instance says it takes: everything that is read, also what is converted on its way in."""


def served_types() -> dict[str, str]:
    """Return by extension how files are served; one that may hold sounds or films counts as a film."""
    kept = [one for formats in (SOUNDS, FILMS, PICTURES) for one in formats.values()]
    return {one.extension: one.content_type for one in kept}
