"""Create and Update of a status, Update of an actor: activities around a whole document."""

from collections.abc import Sequence

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.audience import audience_of
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.addresses import create_of, update_of
from gotosocial.models.status import Status
from gotosocial.util.clock import iso


def write_create(note: Document) -> Document:
    """Return the Create of a status, addressed as its document is."""
    return {
        "id": create_of(note["id"]),
        "type": "Create",
        "actor": note["attributedTo"],
        "published": note["published"],
        **_audience(note),
        "object": note,
    }


def write_create_reference(status: Status, author: Account, mentioned: Sequence[Account]) -> Document:
    """Return the Create of a status that names its object only by its id, as an outbox lists it."""
    return {
        "id": create_of(status.uri),
        "type": "Create",
        "actor": author.uri,
        "published": iso(status.created_at),
        **audience_of(status.visibility, author, mentioned).fields,
        "object": status.uri,
    }


def write_update(note: Document, edit: str) -> Document:
    """Return the Update of a status; ``edit`` makes its id its own: a ULID, or the edit's milliseconds."""
    return {
        "id": update_of(note["id"], edit),
        "type": "Update",
        "actor": note["attributedTo"],
        "published": note.get("updated", note["published"]),
        **_audience(note),
        "object": note,
    }


def write_update_actor(actor: Document, uri: str) -> Document:
    """Return the Update of an actor; ``uri`` is its own id."""
    return {
        "id": uri,
        "type": "Update",
        "actor": actor["id"],
        "to": [PUBLIC],
        "cc": [actor["followers"]],
        "object": actor,
    }


def _audience(note: Document) -> Document:
    return {name: note[name] for name in ("to", "cc") if name in note}
