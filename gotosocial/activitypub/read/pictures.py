"""Pictures by their address: avatars, headers, previews of films, images of custom emojis."""

from gotosocial.activitypub.actor import RemotePicture
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import DESCRIPTION
from gotosocial.activitypub.read.links import Link, read_links
from gotosocial.activitypub.read.values import is_uri, media_type_of, pixels_of

_PICTURE_TYPES = ("Image", "Document", "Link", "")


def read_picture(document: Document, name: str) -> RemotePicture | None:
    """Return the picture of a property: an Image with an address, a Link, or an address alone.

    Of several sizes (PeerTube) it is the widest, else the first.
    """
    found = [sized for value in document.values(name) if (sized := _sized(value))]
    return max(found, key=lambda sized: sized[0])[1] if found else None


def description_of(document: Document) -> str:
    """Return the alternative text: the name, else the summary (Z-35)."""
    return document.text("name", DESCRIPTION) or document.text("summary", DESCRIPTION)


def _sized(value: object) -> tuple[int, RemotePicture] | None:
    """Return a picture behind its width, which is 0 where that is not said."""
    if isinstance(value, str) and is_uri(value):
        return 0, RemotePicture(url=value)
    if not isinstance(value, dict):
        return None
    document = Document.of(value)
    picture = _picture_of(document)
    return (pixels_of(document.properties.get("width")), picture) if picture else None


def _picture_of(document: Document) -> RemotePicture | None:
    if (document.types or [""])[0] not in _PICTURE_TYPES:
        return None
    links = read_links(document) or [Link(href=href) for href in [document.link("href")] if href]
    if not links:
        return None
    media_type = links[0].media_type or media_type_of(document.properties.get("mediaType"))
    return RemotePicture(url=links[0].href, description=description_of(document), media_type=media_type)
