"""A status as other servers read it: a Note, or a Question where it has a poll."""

import attrs

from gotosocial.activitypub.write.attachment import write_attachment
from gotosocial.activitypub.write.audience import audience_of
from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.policy import write_policy
from gotosocial.activitypub.write.poll import write_choices
from gotosocial.activitypub.write.tag import write_emoji, write_hashtag, write_mention
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from gotosocial.util.clock import iso


@attrs.frozen(kw_only=True)
class NoteFacts:
    """A local status with what hangs on it; the tuples are in the order of the status's own ids.

    ``parent_uri``: what it answers, empty for no reply. ``authorization_uri``: the ReplyAuthorization of an
    approved reply, where one was given.
    """

    status: Status
    author: Account
    mentioned: tuple[Account, ...] = ()
    emojis: tuple[Emoji, ...] = ()
    media: tuple[MediaAttachment, ...] = ()
    poll: Poll | None = None
    parent_uri: str = ""
    authorization_uri: str = ""


def write_note(facts: NoteFacts, addresses: Addresses) -> Document:
    """Return the document of a status."""
    status, author = facts.status, facts.author
    document: Document = {
        "id": status.uri,
        "type": "Note" if facts.poll is None else "Question",
        "url": status.url or status.uri,
        "attributedTo": author.uri,
        "published": iso(status.created_at),
        **audience_of(status.visibility, author, facts.mentioned).fields,
        "sensitive": status.is_sensitive,
        "summary": status.spoiler_text,
        "content": status.content,
        "attachment": [write_attachment(one, addresses) for one in facts.media],
        "tag": _tags(facts, addresses),
        "replies": _replies(status.uri),
        "interactionPolicy": write_policy(status, author, facts.mentioned),
    }
    if facts.poll is not None:
        document |= write_choices(facts.poll)
    return document | _what_only_some_have(facts)


def _what_only_some_have(facts: NoteFacts) -> Document:
    status = facts.status
    some: Document = {
        "updated": iso(status.edited_at) if status.edited_at else "",
        "contentMap": {status.language: status.content} if status.language and status.content else None,
        "inReplyTo": facts.parent_uri,
        "approvedBy": status.approved_by_uri,
        "replyAuthorization": facts.authorization_uri,
    }
    return {name: value for name, value in some.items() if value}


def _tags(facts: NoteFacts, addresses: Addresses) -> list[Document]:
    return [
        *(write_mention(one, addresses) for one in facts.mentioned),
        *(write_emoji(one, addresses) for one in facts.emojis if not one.is_disabled),
        *(write_hashtag(name, addresses) for name in facts.status.tags),
    ]


def _replies(status_uri: str) -> Document:
    collection = status_uri + "/replies"
    page = collection + "?page=true"
    return {
        "id": collection,
        "type": "Collection",
        "first": {
            "id": page,
            "type": "CollectionPage",
            "partOf": collection,
            "next": page + "&only_other_accounts=false",
        },
    }
