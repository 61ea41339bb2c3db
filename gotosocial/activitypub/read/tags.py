"""What the tags of a document name: people, hashtags, custom emojis, a quoted status."""

from collections.abc import Iterable

from gotosocial.activitypub.actor import RemoteEmoji
from gotosocial.activitypub.note import RemoteMention
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import EMOJIS, TAGS, WORD
from gotosocial.activitypub.read.pictures import read_picture
from gotosocial.activitypub.vocabulary import ACTIVITY_JSON, AS

_QUOTE_RELS = ("https://misskey-hub.net/ns#_misskey_quote", AS + "#quoteUrl", "quote")


def read_tags(document: Document) -> list[Document]:
    """Return the tags of a document, one or many."""
    return document.things("tag", TAGS)


def read_emojis(tags: Iterable[Document]) -> tuple[RemoteEmoji, ...]:
    """Return the custom emojis among the tags, the first of each shortcode."""
    found: dict[str, RemoteEmoji] = {}
    for tag in tags:
        if tag.kind(("Emoji",)) and (emoji := _emoji(tag)):
            found.setdefault(emoji.shortcode, emoji)
    return tuple(found.values())[:EMOJIS]


def read_hashtags(tags: Iterable[Document]) -> tuple[str, ...]:
    """Return the names of the hashtags as they were typed, without ``#``, each once whatever its case."""
    found: dict[str, str] = {}
    for tag in tags:
        name = tag.text("name", WORD + 1).strip().lstrip("#") if tag.kind(("Hashtag",)) else ""
        if 0 < len(name) <= WORD:
            found.setdefault(name.lower(), name)
    return tuple(found.values())


def read_mentions(tags: Iterable[Document]) -> tuple[RemoteMention, ...]:
    """Return who is mentioned; a mention needs the actor's address or a name."""
    found: dict[str, RemoteMention] = {}
    for tag in tags:
        if not tag.kind(("Mention",)):
            continue
        uri, name = tag.link("href"), tag.text("name", WORD + 1).strip()
        if uri or 0 < len(name) <= WORD:
            found.setdefault(uri or name, RemoteMention(uri=uri, name=name[:WORD]))
    return tuple(found.values())


def quoted_uri(tags: Iterable[Document]) -> str:
    """Return the status that a link among the tags quotes (FEP-e232); empty where none does."""
    for tag in tags:
        if tag.kind(("Link",)) and _is_quote(tag):
            return tag.link("href")
    return ""


def _is_quote(tag: Document) -> bool:
    media_type = tag.text("mediaType", WORD)
    is_activity = media_type.startswith(("application/ld+json", ACTIVITY_JSON))
    return is_activity and any(rel in _QUOTE_RELS for rel in tag.values("rel"))


def _emoji(tag: Document) -> RemoteEmoji | None:
    shortcode = tag.text("name", WORD + 1).strip().strip(":")
    picture = read_picture(tag, "icon")
    if picture is None or not 0 < len(shortcode) <= WORD or any(letter in ": \t\n" for letter in shortcode):
        return None
    return RemoteEmoji(
        shortcode=shortcode,
        uri=tag.uri,
        image_url=picture.url,
        media_type=picture.media_type,
        updated_at=tag.time("updated"),
    )
