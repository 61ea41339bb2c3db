"""Collections and their pages: outboxes, followers, pinned statuses, answers."""

from gotosocial.activitypub.note import RemoteCollection, RemoteNote
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import ITEMS, WHOLE_ITEMS
from gotosocial.activitypub.read.note import read_note
from gotosocial.activitypub.read.values import uri_of
from gotosocial.activitypub.vocabulary import STATUS_TYPES
from gotosocial.errors import Malformed

COLLECTION_TYPES = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})


def read_collection(json: object) -> RemoteCollection:
    """Return the collection or page, with its first page where that stands inside; raise Malformed where it
    is none. Of a Create in an outbox the item is the status that it made.
    """
    document = Document.of(json)
    if not document.kind(COLLECTION_TYPES):
        raise Malformed("the document is no collection")
    return _read(document, has_first=True)


def _read(document: Document, *, has_first: bool) -> RemoteCollection:
    values = [
        *map(_made, document.values("orderedItems", ITEMS)),
        *map(_made, document.values("items", ITEMS)),
    ][:ITEMS]
    first = next(iter(document.things("first", 1)), None) if has_first else None
    return RemoteCollection(
        uri=document.uri,
        items=tuple(dict.fromkeys(uri for value in values if (uri := uri_of(value)))),
        notes=_notes(values),
        first_uri=document.link("first"),
        first=_read(first, has_first=False) if first and first.kind(COLLECTION_TYPES) else None,
        next_uri=document.link("next"),
        part_of_uri=document.link("partOf"),
        total=document.number("totalItems"),
    )


def _made(value: object) -> object:
    """Return what the Create made where the value is one, else the value."""
    if isinstance(value, dict):
        document = Document.of(value)
        if document.kind(("Create",)):
            return next(iter(document.values("object", 1)), value)
    return value


def _notes(values: list[object]) -> tuple[RemoteNote, ...]:
    found: list[RemoteNote] = []
    for value in values:
        if len(found) < WHOLE_ITEMS and isinstance(value, dict) and Document.of(value).kind(STATUS_TYPES):
            try:
                found.append(read_note(value))
            except Malformed:
                continue  # its id, where it has one, stands among the items and can be fetched
    return tuple(found)
