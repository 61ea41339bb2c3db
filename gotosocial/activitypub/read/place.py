"""Where something happens, in one line for people (Mobilizon, Gancio)."""

from collections.abc import Iterator

from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import TITLE

_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


def read_location(document: Document) -> str:
    """Return the places of an event, their names and addresses; empty where none is said."""
    parts = (part.strip() for value in document.values("location", 4) for part in _parts(value))
    return ", ".join(dict.fromkeys(part for part in parts if part))[:TITLE]


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:TITLE].replace("\x00", "")
    if not isinstance(value, dict):
        return
    place = Document.of(value)
    yield place.text("name", TITLE)
    for address in place.values("address", 1):
        if isinstance(address, str):
            yield address[:TITLE].replace("\x00", "")
        if isinstance(address, dict):
            yield from (Document.of(address).text(name, TITLE) for name in _ADDRESS)
    yield place.link("url")
