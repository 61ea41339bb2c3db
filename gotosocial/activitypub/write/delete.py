"""Delete, and the Tombstone that is left where something was."""

from collections.abc import Sequence
from datetime import datetime

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.addresses import delete_of
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.util.clock import iso


def write_delete_status(
    status: Status, author: Account, mentioned: Sequence[Account], replied_to: Account | None = None
) -> Document:
    """Return the Delete of a status; whoever may know it is told, and no one else about a direct one."""
    named = [one.uri for one in mentioned]
    parents = [replied_to.uri] if replied_to is not None else []
    if status.visibility is Visibility.DIRECT:
        to, cc = named, parents
    else:
        to, cc = [PUBLIC], [author.followers_uri, *named, *parents]
    return {
        "id": delete_of(status.uri),
        "type": "Delete",
        "actor": author.uri,
        "to": list(dict.fromkeys(to)),
        "cc": [uri for uri in dict.fromkeys(cc) if uri not in to],
        "object": status.uri,
    }


def write_delete_actor(account: Account) -> Document:
    """Return the Delete of an account by itself."""
    return {
        "id": delete_of(account.uri),
        "type": "Delete",
        "actor": account.uri,
        "to": [account.followers_uri],
        "cc": [PUBLIC],
        "object": account.uri,
    }


def write_tombstone(uri: str, deleted_at: datetime | None = None) -> Document:
    """Return what is served where something was (FEP-4f05); ``deleted_at`` where it is known."""
    document: Document = {"id": uri, "type": "Tombstone"}
    return document | {"deleted": iso(deleted_at)} if deleted_at is not None else document
