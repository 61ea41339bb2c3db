"""Statuses of every kind: notes, articles, pages, polls, events, films, sounds, pictures."""

from gotosocial.activitypub.note import RemoteNote, RemoteVote
from gotosocial.activitypub.read.attachments import attached_links, read_attachments
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import CONTENT, LANGUAGES, RECIPIENTS, TITLE, VOTES, WORD
from gotosocial.activitypub.read.links import page_url, read_links
from gotosocial.activitypub.read.place import read_location
from gotosocial.activitypub.read.policy import read_policy
from gotosocial.activitypub.read.poll import read_poll
from gotosocial.activitypub.read.replies import read_replies
from gotosocial.activitypub.read.tags import (
    quoted_uri,
    read_emojis,
    read_hashtags,
    read_mentions,
    read_tags,
)
from gotosocial.activitypub.read.values import media_type_of, text_of
from gotosocial.activitypub.vocabulary import PUBLIC, STATUS_TYPES
from gotosocial.errors import Malformed

_QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
_AUTHOR_TYPES = ("Person", "Service", "Application", "Organization")


def read_note(json: object) -> RemoteNote:
    """Return the status; raise Malformed without an id, a known type or an author."""
    document = Document.of(json)
    kind, uri, author_uri = document.kind(STATUS_TYPES), document.uri, author_of(document)
    if not (kind and uri and author_uri):
        raise Malformed("the status has no type, id or author", detail=f"{kind=} {uri=} {author_uri=}")
    tags = read_tags(document)
    to, cc = document.recipients("to", RECIPIENTS), document.recipients("cc", RECIPIENTS)
    source, source_type = _source(document)
    replies = read_replies(document)
    published_at, updated_at = document.time("published"), document.time("updated")
    return RemoteNote(
        uri=uri,
        note_type=kind,
        author_uri=author_uri,
        url=page_url(read_links(document)) or uri,
        name=document.text("name", TITLE),
        summary=document.text("summary", CONTENT),
        content=_content(document),
        content_map=_content_map(document),
        media_type=media_type_of(document.properties.get("mediaType")),
        source=source,
        source_type=source_type,
        published_at=published_at,
        updated_at=updated_at,
        starts_at=document.time("startTime"),
        ends_at=document.time("endTime"),
        location=read_location(document),
        in_reply_to_uri=document.link("inReplyTo"),
        quote_uri=document.link(*_QUOTES) or quoted_uri(tags),
        to=to,
        cc=cc,
        is_sensitive=document.flag("sensitive"),
        attachments=read_attachments(document),
        links=attached_links(document),
        mentions=read_mentions(tags),
        hashtags=read_hashtags(tags),
        emojis=read_emojis(tags),
        poll=read_poll(document),
        policy=read_policy(document, author_uri=author_uri, is_public=PUBLIC in to or PUBLIC in cc),
        approved_by_uri=document.link("approvedBy", "replyAuthorization"),
        replies_uri=replies.uri,
        reply_uris=replies.items,
        replies_next_uri=replies.next_uri,
    )


def read_votes(json: object) -> tuple[RemoteVote, ...]:
    """Return the votes that the object, or the objects, of a Create are; empty where it is something else.

    A vote is a note with a name, an answer to the poll, and nothing to read.
    """
    found = [_vote(Document.of(item)) for item in _objects(json) if isinstance(item, dict)]
    return tuple(vote for vote in found if vote)


def author_of(document: Document) -> str:
    """Return who wrote the document: of a film, the person, not the channel (PeerTube)."""
    for author in document.things("attributedTo"):
        if author.kind(_AUTHOR_TYPES) and author.uri:
            return author.uri
    return document.link("attributedTo")


def _objects(json: object) -> list[object]:
    return json[:VOTES] if isinstance(json, list) else [json]


def _vote(document: Document) -> RemoteVote | None:
    choice, parent_uri = document.text("name", TITLE), document.link("inReplyTo")
    author_uri = author_of(document)
    has_more = document.text("content", 1) or document.values("attachment", 1)
    if has_more or not (document.kind(("Note", "Answer")) and choice and parent_uri and author_uri):
        return None
    return RemoteVote(
        uri=document.uri, author_uri=author_uri, choice=choice.strip(), in_reply_to_uri=parent_uri
    )


def _content(document: Document) -> str:
    values = document.values("content")
    return next((text for value in values if (text := text_of(value, CONTENT))), "")


def _content_map(document: Document) -> tuple[tuple[str, str], ...]:
    by_language = document.properties.get("contentMap")
    if not isinstance(by_language, dict):
        language = _language(document)
        return ((language, _content(document)),) if language else ()
    named = list(by_language.items())[:LANGUAGES]
    read = ((text_of(language, WORD), text_of(value, CONTENT)) for language, value in named)
    return tuple((language, text) for language, text in read if language and text)


def _language(document: Document) -> str:
    """Return the one language of a document that has no map (Lemmy, PeerTube; Mobilizon)."""
    named = [one.text("identifier", WORD) for one in document.things("language", 1)]
    return next(filter(None, named), "") or document.text("inLanguage", WORD)


def _source(document: Document) -> tuple[str, str]:
    """Return what the author typed, with its media type (G-121); Misskey has a name of its own for it."""
    for source in document.values("source", 1):
        if isinstance(source, dict):
            inner = Document.of(source)
            return inner.text("content", CONTENT), media_type_of(inner.properties.get("mediaType"))
        return text_of(source, CONTENT), ""
    mfm = document.text("_misskey_content", CONTENT)
    return mfm, "text/x.misskeymarkdown" if mfm else ""
