"""The files of a status, wherever its software keeps them: ``attachment``, ``image`` or ``url``."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from gotosocial.activitypub.note import RemoteAttachment
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import ATTACHMENTS, WORD
from gotosocial.activitypub.read.links import Link, is_media, media_links, read_links
from gotosocial.activitypub.read.pictures import description_of, read_picture
from gotosocial.activitypub.read.times import read_duration
from gotosocial.activitypub.read.values import blurhash_of, media_type_of, pixels_of, real_of

FILE_TYPES = ("Image", "Video", "Audio", "Document")
_BY_ENDING = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
}
_KINDS = {"image": "Image", "video": "Video", "audio": "Audio"}


def read_attachments(document: Document) -> tuple[RemoteAttachment, ...]:
    """Return the files of a status, the first of each address."""
    found: dict[str, RemoteAttachment] = {}
    for attachment in (*_played(document), *_attached(document), *_pictured(document)):
        found.setdefault(attachment.url, attachment)
    return tuple(found.values())[:ATTACHMENTS]


def attached_links(document: Document) -> tuple[str, ...]:
    """Return the pages that a status links to by attaching them, as Lemmy does."""
    found = (
        _link_of(item) for item in document.things("attachment", ATTACHMENTS) if item.kind(("Link", "Page"))
    )
    pages = (link.href for link in found if link and not is_media(link.media_type))
    return tuple(dict.fromkeys(pages))


def _attached(document: Document) -> Iterator[RemoteAttachment]:
    for item in document.things("attachment", ATTACHMENTS):
        link, kind = _link_of(item), item.kind(FILE_TYPES)
        if link is None or not (kind or (item.kind(("Link",)) and is_media(link.media_type))):
            continue
        yield _attachment(item, link, kind or _kind_of(link.media_type))


def _played(document: Document) -> Iterator[RemoteAttachment]:
    """Yield what a film, a sound or a picture is itself (PeerTube, Funkwhale, Castopod)."""
    thumbnail = read_picture(document, "icon") or read_picture(document, "image")
    for link in media_links(read_links(document)):
        yield RemoteAttachment(
            kind=_kind_of(link.media_type),
            url=link.href,
            media_type=link.media_type,
            width=link.width,
            height=link.height,
            duration=_duration(document),
            thumbnail_url=thumbnail.url if thumbnail else "",
        )


def _pictured(document: Document) -> Iterator[RemoteAttachment]:
    """Yield the picture at the head of an article; of a film or sound where that cannot be played."""
    names: tuple[str, ...] = ("image",)
    if document.kind(("Video", "Audio")):
        names = () if media_links(read_links(document)) else ("icon", "image")
    for picture in filter(None, (read_picture(document, name) for name in names)):
        media_type = picture.media_type or _guessed(picture.url)
        yield RemoteAttachment(
            kind="Image", url=picture.url, media_type=media_type, description=picture.description
        )


def _attachment(item: Document, link: Link, kind: str) -> RemoteAttachment:
    x, y = _focus(item)
    return RemoteAttachment(
        kind=kind,
        url=link.href,
        media_type=link.media_type,
        description=description_of(item),
        blurhash=blurhash_of(item.text("blurhash", WORD)),
        focus_x=x,
        focus_y=y,
        width=pixels_of(item.properties.get("width")) or link.width,
        height=pixels_of(item.properties.get("height")) or link.height,
        duration=_duration(item),
    )


def _link_of(item: Document) -> Link | None:
    """Return where the file is, with its media type: said by the object, by its link, or by the ending."""
    links = read_links(item) or read_links(item, "href")
    if not links:
        return None
    chosen = next(iter(media_links(links)), links[0])
    said = media_type_of(item.properties.get("mediaType"))
    media_type = chosen.media_type or said or _guessed(chosen.href)
    return Link(href=chosen.href, media_type=media_type, width=chosen.width, height=chosen.height)


def _guessed(url: str) -> str:
    return _BY_ENDING.get(PurePosixPath(urlsplit(url).path[-WORD:]).suffix.lower(), "")


def _kind_of(media_type: str) -> str:
    return _KINDS.get(media_type.partition("/")[0], "Document")


def _duration(document: Document) -> float:
    return next((found for value in document.values("duration") if (found := read_duration(value))), 0.0)


def _focus(item: Document) -> tuple[float, float]:
    pair = [real_of(value) for value in item.values("focalPoint", 3)]
    if len(pair) != 2 or any(value is None or not -1 <= value <= 1 for value in pair):
        return 0.0, 0.0
    return float(pair[0] or 0), float(pair[1] or 0)
