"""The addresses of an object: ``url`` as a text, a Link, or a list of them, as films and sounds have it."""

from collections.abc import Iterator

import attrs

from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import LINKS
from gotosocial.activitypub.read.values import is_uri, media_type_of, pixels_of, uri_of

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MEDIA = ("video/", "audio/", "image/")
_PLAYLIST = "application/x-mpegurl"
_GOOD_HEIGHT = 720
"""The size of a film that is shown in a timeline, where there is a choice."""


@attrs.frozen(kw_only=True)
class Link:
    """An address with what is said about it; ``media_type`` is empty where nothing is."""

    href: str
    media_type: str = ""
    width: int = 0
    height: int = 0


def read_links(document: Document, name: str = "url") -> list[Link]:
    """Return the http(s) addresses of a property; those inside a playlist of PeerTube stand behind it."""
    found: list[Link] = []
    for value in document.values(name, LINKS):
        found.extend(_links_of(value))
    return found[:LINKS]


def page_url(links: list[Link]) -> str:
    """Return the address that is for people: a page, else the first that is not said to be a file."""
    pages = (link.href for link in links if link.media_type in _PAGE_TYPES)
    unsaid = (link.href for link in links if not link.media_type)
    return next(pages, "") or next(unsaid, "")


def media_links(links: list[Link]) -> list[Link]:
    """Return the files that can be shown or played, one of each: of a film the best that is not too big."""
    films = [link for link in links if link.media_type.startswith("video/")]
    others = [link for link in links if link.media_type.startswith(("audio/", "image/"))]
    return [*([min(films, key=_how_far_from_good)] if films else []), *others[:1]]


def is_media(media_type: str) -> bool:
    """Tell whether files of this type can be shown or played."""
    return media_type.startswith(_MEDIA)


def _how_far_from_good(link: Link) -> tuple[bool, bool, int]:
    is_mp4 = link.media_type == "video/mp4"
    is_big = link.height > _GOOD_HEIGHT
    return (not is_mp4, is_big, link.height if is_big else -link.height)


def _links_of(value: object) -> Iterator[Link]:
    if isinstance(value, str):
        if is_uri(value):
            yield Link(href=value)
        return
    if not isinstance(value, dict):
        return
    document = Document.of(value)
    media_type = _said_type(document)
    if href := next((href for href in map(uri_of, document.values("href", 1)) if href), document.uri):
        width, height = (pixels_of(document.properties.get(name)) for name in ("width", "height"))
        yield Link(href=href, media_type=media_type, width=width, height=height)
    if media_type == _PLAYLIST:
        for inner in document.things("tag", LINKS):
            href = inner.link("href")
            if href and _said_type(inner).startswith("video/"):
                height = pixels_of(inner.properties.get("height"))
                yield Link(href=href, media_type=_said_type(inner), height=height)


def _said_type(document: Document) -> str:
    said = (media_type_of(document.properties.get(name)) for name in ("mediaType", "mimeType"))
    return next((media_type for media_type in said if media_type), "")
