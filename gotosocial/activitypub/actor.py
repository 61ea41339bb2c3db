"""An actor as another server describes it."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class RemotePicture:
    """A picture by its address; the text describes it."""

    url: str
    description: str = ""
    media_type: str = ""


@attrs.frozen(kw_only=True)
class RemoteEmoji:
    """A custom emoji as a tag names it; ``shortcode`` without colons, ``uri`` may be empty."""

    shortcode: str
    uri: str
    image_url: str
    media_type: str = ""
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class RemoteKey:
    """A public key of an actor: ``pem``, or ``multibase`` (FEP-521a); the other one is empty."""

    uri: str
    owner_uri: str
    pem: str = ""
    multibase: str = ""


@attrs.frozen(kw_only=True)
class RemoteField:
    """One line of the table on a profile; both are untrusted HTML."""

    name: str
    value: str


@attrs.frozen(kw_only=True)
class RemoteActor:
    """An actor document. Texts are as they came: untrusted, and HTML where ActivityPub says so."""

    uri: str
    actor_type: str
    username: str
    name: str = ""
    summary: str = ""
    url: str = ""
    inbox_uri: str = ""
    shared_inbox_uri: str = ""
    outbox_uri: str = ""
    followers_uri: str = ""
    following_uri: str = ""
    featured_uri: str = ""
    keys: tuple[RemoteKey, ...] = ()
    icon: RemotePicture | None = None
    image: RemotePicture | None = None
    fields: tuple[RemoteField, ...] = ()
    emojis: tuple[RemoteEmoji, ...] = ()
    also_known_as_uris: tuple[str, ...] = ()
    moved_to_uri: str = ""
    webfinger: str = ""
    """``name@domain`` as the actor itself says it (FEP-2c59); believed only after WebFinger agrees."""
    published_at: datetime | None = None
    is_locked: bool = False
    is_discoverable: bool = False
    is_indexable: bool = False
    is_suspended: bool = False
    hides_public_from_web: bool = False
    hides_unlisted_from_web: bool = True
