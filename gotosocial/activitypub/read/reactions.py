"""What others do with a status: likes, emoji reactions, boosts, and what a group passes on."""

from gotosocial.activitypub.activity import Announce, Like
from gotosocial.activitypub.note import RemoteNote
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import WORD
from gotosocial.activitypub.read.note import author_of, read_note
from gotosocial.activitypub.read.said import Said
from gotosocial.activitypub.read.tags import read_emojis, read_tags
from gotosocial.activitypub.vocabulary import STATUS_TYPES
from gotosocial.errors import Malformed

PASSED_ON = frozenset(
    {
        *("Create", "Update", "Delete", "Like", "Dislike", "EmojiReact", "Announce", "Undo", "Block"),
        *("Add", "Remove", "Flag", "Lock", "Follow", "Accept", "Reject", "Move"),
    }
)
"""What a group may announce as a whole activity (FEP-1b12)."""


def read_like(said: Said) -> Like:
    """Read a favourite, or a reaction: Misskey's Like with a content, Pleroma's EmojiReact."""
    content = said.document.text("content", WORD) or said.document.text("_misskey_reaction", WORD)
    return said.make(
        Like,
        object_uri=said.must("object"),
        content=content.strip(),
        emojis=read_emojis(read_tags(said.document)),
        approved_by_uri=said.document.link("approvedBy", "likeAuthorization"),
    )


def read_announce(said: Said) -> Announce:
    """Read a boost. A status that came whole is named by its id only, unless who boosts it wrote it."""
    whole = said.whole_object
    inner = said.inner(whole) if whole and whole.kind(PASSED_ON) else None
    return said.make(
        Announce,
        object_uri=said.document.link("object") if inner else said.must("object"),
        inner=inner,
        note=_own_note(said, whole) if whole else None,
        published_at=said.document.time("published"),
        approved_by_uri=said.document.link("approvedBy", "announceAuthorization"),
    )


def _own_note(said: Said, whole: Document) -> RemoteNote | None:
    if not whole.kind(STATUS_TYPES) or author_of(whole) != said.actor_uri:
        return None
    try:
        return read_note(whole.properties)
    except Malformed:
        return None  # its id is enough where its server shows it
