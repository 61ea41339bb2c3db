"""A status as another server describes it: a note, an article, a poll, a film, an event."""

from datetime import datetime

import attrs

from gotosocial.activitypub.actor import RemoteEmoji
from gotosocial.models.interaction_policy import InteractionPolicy


@attrs.frozen(kw_only=True)
class RemoteAttachment:
    """A file of a status. ``kind``: the document's type (Image, Video, Audio, Document)."""

    kind: str
    url: str
    media_type: str = ""
    description: str = ""
    blurhash: str = ""
    focus_x: float = 0.0
    focus_y: float = 0.0
    width: int = 0
    height: int = 0
    duration: float = 0.0
    thumbnail_url: str = ""


@attrs.frozen(kw_only=True)
class RemoteMention:
    """Who is mentioned: by ``uri``, or, where that is empty, by ``name`` as ``@user@domain``."""

    uri: str = ""
    name: str = ""


@attrs.frozen(kw_only=True)
class RemoteOption:
    """A choice of a poll; ``votes`` is None where counts are hidden."""

    title: str
    votes: int | None = None


@attrs.frozen(kw_only=True)
class RemotePoll:
    """A poll. ``expires_at`` None: it never ends."""

    options: tuple[RemoteOption, ...]
    is_multiple: bool = False
    voters_count: int | None = None
    expires_at: datetime | None = None
    closed_at: datetime | None = None


@attrs.frozen(kw_only=True)
class RemoteNote:
    """A status document. ``content`` and ``content_map`` are untrusted HTML, ``summary`` untrusted text.

    ``name`` is a title (Article, Page, Event, Video). The policy holds actor URIs, collections of the author
    and the public IRI as they stand on the wire.
    """

    uri: str
    note_type: str
    author_uri: str
    url: str = ""
    name: str = ""
    summary: str = ""
    content: str = ""
    content_map: tuple[tuple[str, str], ...] = ()
    media_type: str = ""
    """How ``content`` is written: empty or ``text/html``; ``text/markdown`` and others are shown as text."""
    source: str = ""
    source_type: str = ""
    """What the author typed, where told, and its media type, such as ``text/markdown``."""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    location: str = ""
    in_reply_to_uri: str = ""
    quote_uri: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    is_sensitive: bool = False
    attachments: tuple[RemoteAttachment, ...] = ()
    links: tuple[str, ...] = ()
    """Pages that the status attaches: what a post on Lemmy is about."""
    mentions: tuple[RemoteMention, ...] = ()
    hashtags: tuple[str, ...] = ()
    emojis: tuple[RemoteEmoji, ...] = ()
    poll: RemotePoll | None = None
    policy: InteractionPolicy | None = None
    approved_by_uri: str = ""
    replies_uri: str = ""
    reply_uris: tuple[str, ...] = ()
    """Replies that the document itself lists, in its first page."""
    replies_next_uri: str = ""


@attrs.frozen(kw_only=True)
class RemoteVote:
    """A vote: a nameless note whose ``name`` is the choice."""

    uri: str
    author_uri: str
    choice: str
    in_reply_to_uri: str


@attrs.frozen(kw_only=True)
class RemoteAuthorization:
    """A LikeAuthorization, ReplyAuthorization or AnnounceAuthorization, or the Accept that stands for one."""

    uri: str
    authorization_type: str
    author_uri: str
    interacting_uri: str
    target_uri: str = ""


@attrs.frozen(kw_only=True)
class RemoteCollection:
    """A collection or one of its pages. ``items`` are ids; ``notes`` are those items that came whole."""

    uri: str
    items: tuple[str, ...] = ()
    notes: tuple[RemoteNote, ...] = ()
    first_uri: str = ""
    first: "RemoteCollection | None" = None
    next_uri: str = ""
    part_of_uri: str = ""
    total: int | None = None
