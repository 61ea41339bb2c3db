"""What other servers say that somebody did, in every shape in which it is said.

    JSON -> Document -> Said (who, for whom) -> the reader of its verb -> a class of ``../activity.py``

Only what the class needs can make an activity Malformed; a verb that nobody knows becomes Unknown. Activities
inside others are read by the same table, up to ``limits.NESTING`` of them.
"""

from collections.abc import Callable

from gotosocial.activitypub.activity import Activity, Block, Follow
from gotosocial.activitypub.read.answers import (
    read_accept,
    read_announce_request,
    read_like_request,
    read_reject,
    read_reply_request,
)
from gotosocial.activitypub.read.changes import (
    read_add,
    read_create,
    read_delete,
    read_move,
    read_remove,
    read_undo,
    read_unknown,
    read_update,
)
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.flag import read_flag
from gotosocial.activitypub.read.reactions import read_announce, read_like
from gotosocial.activitypub.read.said import Said, read_said


def read_activity(json: object) -> Activity:
    """Return what is said; raise Malformed where it is no object, or has no type, actor or what its verb
    needs. Nothing is compared here: whether the actor may say it is for the receivers.
    """
    return _read(read_said(Document.of(json), _read))


def read_follow(said: Said) -> Follow:
    """Read the wish to follow."""
    return said.make(Follow, object_uri=said.must("object"))


def read_block(said: Said) -> Activity:
    """Read a block. With a target it bans somebody from a group (Lemmy) and is between other people."""
    if said.document.link("target") not in ("", said.actor_uri):
        return read_unknown(said)
    return said.make(Block, object_uri=said.must("object"))


READERS: dict[str, Callable[[Said], Activity]] = {
    "Create": read_create,
    "Update": read_update,
    "Delete": read_delete,
    "Follow": read_follow,
    "Accept": read_accept,
    "Reject": read_reject,
    "Like": read_like,
    "EmojiReact": read_like,
    "Announce": read_announce,
    "Undo": read_undo,
    "Block": read_block,
    "Flag": read_flag,
    "Move": read_move,
    "LikeRequest": read_like_request,
    "ReplyRequest": read_reply_request,
    "AnnounceRequest": read_announce_request,
    "Add": read_add,
    "Remove": read_remove,
}
"""The verbs that are understood; every other one is read by ``read_unknown``."""

ACTIVITY_TYPES = frozenset(READERS)


def _read(said: Said) -> Activity:
    return READERS.get(said.document.kind(READERS), read_unknown)(said)
