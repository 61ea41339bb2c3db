"""A favourite, told to the author of the status."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.mark import Mark
from gotosocial.models.status import Status


def write_like(favourite: Mark, status: Status, by: Account, author: Account) -> Document:
    """Return the Like of the status, which ``author`` wrote."""
    document: Document = {
        "id": favourite.uri,
        "type": "Like",
        "actor": by.uri,
        "object": status.uri,
        "to": [author.uri],
    }
    if favourite.approved_by_uri:
        document["approvedBy"] = favourite.approved_by_uri
    return document
