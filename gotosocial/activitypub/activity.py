"""What other servers say that somebody did: one class for each verb that is understood here.

``read/activity.py`` makes them, and each has one receiver in ``handlers/inbox/``. URIs are those of the
wire; an object that came only by its id has an empty record beside its ``object_uri``.
"""

from datetime import datetime

import attrs

from gotosocial.activitypub.actor import RemoteActor, RemoteEmoji
from gotosocial.activitypub.note import RemoteNote, RemoteVote


@attrs.frozen(kw_only=True)
class Activity:
    """Something that an actor did. ``uri`` is empty for transient ones, which are accepted and ignored."""

    uri: str
    actor_uri: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Create(Activity):
    """A status, or votes in a poll."""

    object_uri: str
    note: RemoteNote | None = None
    votes: tuple[RemoteVote, ...] = ()


@attrs.frozen(kw_only=True)
class Update(Activity):
    """A status or an actor has changed."""

    object_uri: str
    note: RemoteNote | None = None
    actor: RemoteActor | None = None


@attrs.frozen(kw_only=True)
class Delete(Activity):
    """A status or an actor is gone."""

    object_uri: str


@attrs.frozen(kw_only=True)
class Follow(Activity):
    """The actor wants to follow ``object_uri``."""

    object_uri: str


@attrs.frozen(kw_only=True)
class Accept(Activity):
    """The answer yes. ``inner`` or ``note`` is what came whole; ``result_uri`` names an authorization."""

    object_uri: str
    inner: Activity | None = None
    note: RemoteNote | None = None
    target_uri: str = ""
    result_uri: str = ""


@attrs.frozen(kw_only=True)
class Reject(Activity):
    """The answer no."""

    object_uri: str
    inner: Activity | None = None
    note: RemoteNote | None = None
    target_uri: str = ""


@attrs.frozen(kw_only=True)
class Like(Activity):
    """A favourite, or a reaction where ``content`` is an emoji (FEP-c0e0)."""

    object_uri: str
    content: str = ""
    emojis: tuple[RemoteEmoji, ...] = ()
    approved_by_uri: str = ""


@attrs.frozen(kw_only=True)
class Announce(Activity):
    """A boost; or an activity that a group passes on, which is then ``inner`` (FEP-1b12).

    ``note`` is what the booster wrote itself and sent along, as Mastodon does with posts for followers.
    """

    object_uri: str
    inner: Activity | None = None
    note: RemoteNote | None = None
    published_at: datetime | None = None
    approved_by_uri: str = ""


@attrs.frozen(kw_only=True)
class Undo(Activity):
    """An earlier activity is taken back; ``inner`` where it came whole."""

    object_uri: str
    inner: Activity | None = None


@attrs.frozen(kw_only=True)
class Block(Activity):
    """The actor blocks ``object_uri``."""

    object_uri: str


@attrs.frozen(kw_only=True)
class Flag(Activity):
    """A report about an account and some of its statuses."""

    object_uris: tuple[str, ...]
    content: str = ""


@attrs.frozen(kw_only=True)
class Move(Activity):
    """The account ``object_uri`` lives at ``target_uri`` from now on."""

    object_uri: str
    target_uri: str


@attrs.frozen(kw_only=True)
class LikeRequest(Activity):
    """A polite question: may this status be liked?"""

    object_uri: str
    instrument: Like


@attrs.frozen(kw_only=True)
class ReplyRequest(Activity):
    """A polite question: may this status be answered so?"""

    object_uri: str
    instrument: RemoteNote


@attrs.frozen(kw_only=True)
class AnnounceRequest(Activity):
    """A polite question: may this status be boosted?"""

    object_uri: str
    instrument: Announce


@attrs.frozen(kw_only=True)
class Add(Activity):
    """Something enters a collection of the actor; only that of pinned statuses is of interest."""

    object_uri: str
    target_uri: str


@attrs.frozen(kw_only=True)
class Remove(Activity):
    """Something leaves a collection of the actor."""

    object_uri: str
    target_uri: str


@attrs.frozen(kw_only=True)
class Unknown(Activity):
    """Something well-formed that nobody here has a use for; it is accepted and ignored."""

    activity_type: str
