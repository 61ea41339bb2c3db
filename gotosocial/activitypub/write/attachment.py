"""The files of a status on the wire."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.addresses import Addresses
from gotosocial.models.media_attachment import MediaAttachment

_TYPES = {"image": "Image", "gifv": "Video", "video": "Video", "audio": "Audio"}


def write_attachment(media: MediaAttachment, addresses: Addresses) -> Document:
    """Return the document of a file; its alt text stands in ``name`` and in ``summary`` (row Z-35)."""
    document: Document = {
        "type": _TYPES.get(media.kind, "Document"),
        "mediaType": media.content_type,
        "url": addresses.file(media.file_key) if media.file_key else media.remote_url,
        "name": media.description,
        "summary": media.description,
    }
    if media.blurhash:
        document["blurhash"] = media.blurhash
    if media.focus_x or media.focus_y:
        document["focalPoint"] = [media.focus_x, media.focus_y]
    if media.width and media.height:
        document |= {"width": media.width, "height": media.height}
    return document


def write_picture(media: MediaAttachment, addresses: Addresses) -> Document:
    """Return the Image that an avatar or a header is."""
    document: Document = {
        "type": "Image",
        "mediaType": media.content_type,
        "url": addresses.file(media.file_key) if media.file_key else media.remote_url,
    }
    return document | {"name": media.description} if media.description else document
