"""A report that is passed on to the server of whom it is about."""

from collections.abc import Sequence

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account


def write_flag(
    uri: str, reporter_uri: str, target: Account, status_uris: Sequence[str], comment: str
) -> Document:
    """Return the Flag. ``reporter_uri`` is the instance actor, so that nobody learns who reported."""
    return {
        "id": uri,
        "type": "Flag",
        "actor": reporter_uri,
        "content": comment,
        "object": [target.uri, *status_uris],
    }
