"""The answers that a status lists about itself, as far as they stand in the document."""

import attrs

from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import ITEMS


@attrs.frozen(kw_only=True)
class Replies:
    """The collection of answers: its id, the answers of its first page, and where the next ones are."""

    uri: str = ""
    items: tuple[str, ...] = ()
    next_uri: str = ""


def read_replies(document: Document) -> Replies:
    """Return what ``replies`` says, be it an address, a collection, or a collection with its first page."""
    for collection in document.things("replies", 1):
        items, next_uri = _page(collection), collection.link("next")
        for first in collection.things("first", 1):
            items, next_uri = items + _page(first), next_uri or first.link("next")
            if not items:
                next_uri = next_uri or first.uri
        return Replies(
            uri=collection.uri,
            items=tuple(dict.fromkeys(items))[:ITEMS],
            next_uri=next_uri or _named_first(collection),
        )
    return Replies(uri=document.link("replies"))


def _page(page: Document) -> tuple[str, ...]:
    return page.links("items", ITEMS) + page.links("orderedItems", ITEMS)


def _named_first(collection: Document) -> str:
    named = [value for value in collection.values("first", 1) if isinstance(value, str)]
    return collection.link("first") if named else ""
