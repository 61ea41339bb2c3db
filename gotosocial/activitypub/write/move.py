"""An account moves to another server and takes its followers along."""

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account


def write_move(uri: str, account: Account, target_uri: str) -> Document:
    """Return the Move of the account to the actor ``target_uri``; ``uri`` is the activity's own id."""
    return {
        "id": uri,
        "type": "Move",
        "actor": account.uri,
        "object": account.uri,
        "target": target_uri,
        "to": [account.followers_uri],
        "cc": [PUBLIC],
    }
