"""Follow, and the answer to one."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow


def write_follow(follow: Follow, by: Account, of: Account) -> Document:
    """Return the Follow: ``by`` asks to follow ``of``."""
    return {"id": follow.uri, "type": "Follow", "actor": by.uri, "object": of.uri, "to": [of.uri]}


def write_accept_follow(uri: str, follow: Follow, by: Account, of: Account) -> Document:
    """Return the Accept with which ``of``, who lives here, lets ``by`` follow; ``uri`` is its own id."""
    return _answer("Accept", uri, follow, by, of)


def write_reject_follow(uri: str, follow: Follow, by: Account, of: Account) -> Document:
    """Return the Reject with which ``of`` refuses ``by``, or ends a follow that stood."""
    return _answer("Reject", uri, follow, by, of)


def _answer(answer: str, uri: str, follow: Follow, by: Account, of: Account) -> Document:
    return {
        "id": uri,
        "type": answer,
        "actor": of.uri,
        "to": [by.uri],
        "object": write_follow(follow, by, of),
    }
