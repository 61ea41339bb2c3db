"""Collections: who follows, what was posted, what is pinned."""

from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.activitypub.write.context import Document


@attrs.frozen(kw_only=True)
class PageFacts:
    """A page of a collection. ``items`` are ids or whole objects; empty addresses: there is no such page."""

    uri: str
    part_of_uri: str
    items: Sequence[Any]
    total: int
    next_uri: str = ""
    prev_uri: str = ""


def write_collection(uri: str, items: Sequence[Any]) -> Document:
    """Return a collection that fits into one document."""
    return {"id": uri, "type": "OrderedCollection", "totalItems": len(items), "orderedItems": list(items)}


def write_paged_collection(uri: str, total: int, first_uri: str) -> Document:
    """Return a collection that is read page by page."""
    return {"id": uri, "type": "OrderedCollection", "totalItems": total, "first": first_uri}


def write_hidden_collection(uri: str) -> Document:
    """Return a collection whose owner shows neither its items nor their number."""
    return {"id": uri, "type": "OrderedCollection"}


def write_page(facts: PageFacts) -> Document:
    """Return one page."""
    document: Document = {
        "id": facts.uri,
        "type": "OrderedCollectionPage",
        "partOf": facts.part_of_uri,
        "totalItems": facts.total,
        "orderedItems": list(facts.items),
    }
    links = {"next": facts.next_uri, "prev": facts.prev_uri}
    return document | {name: uri for name, uri in links.items() if uri}
