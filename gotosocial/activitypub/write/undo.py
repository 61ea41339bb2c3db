"""Taking back a Follow, a Like, an Announce or a Block."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.addresses import undo_of


def write_undo(inner: Document) -> Document:
    """Return the Undo of an activity as it was sent, to the same audience."""
    audience: Document = {name: inner[name] for name in ("to", "cc") if name in inner}
    return {
        "id": undo_of(inner["id"]),
        "type": "Undo",
        "actor": inner["actor"],
        **audience,
        "object": inner,
    }
