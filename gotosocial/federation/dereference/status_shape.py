"""The parts of a remote status that follow from its document alone: audience, policy, files, hashtags."""

from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from gotosocial.activitypub.note import RemoteAttachment, RemoteNote
from gotosocial.activitypub.vocabulary import PUBLIC, PUBLIC_NAMES
from gotosocial.errors import Malformed
from gotosocial.federation.dereference.wording import is_shown
from gotosocial.models import interaction_policy as words
from gotosocial.models.account import Account
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.media_attachment import MediaAttachment, MediaKind
from gotosocial.models.visibility import Visibility
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.util.clock import EPOCH, whole_millis

MOST_TAGS = 100
MOST_MEDIA = 32
MOST_DESCRIPTION = 10_000
_KINDS: dict[str, MediaKind] = {"image": "image", "video": "video", "audio": "audio"}


def visibility_of(note: RemoteNote, author: Account) -> Visibility:
    """Return the audience (facts 4.5); raise Malformed where the status is addressed to nobody."""
    to, cc = set(note.to), set(note.cc)
    if not to and not cc:
        raise Malformed("the status is addressed to nobody", detail=note.uri)
    if to & PUBLIC_NAMES:
        return Visibility.PUBLIC
    if cc & PUBLIC_NAMES:
        return Visibility.UNLISTED
    followers = author.followers_uri.lower()
    if followers and followers in {uri.lower() for uri in (*to, *cc)}:
        return Visibility.PRIVATE
    return Visibility.DIRECT


def policy_of(
    note: RemoteNote, author: Account, mentioned: Sequence[Account]
) -> InteractionPolicy | None:
    """Return the policy in our own words: collections of the author become ``followers`` and so on."""
    if note.policy is None:
        return None
    return InteractionPolicy(
        can_favourite=_in_words(note.policy.can_favourite, author, mentioned),
        can_reply=_in_words(note.policy.can_reply, author, mentioned),
        can_reblog=_in_words(note.policy.can_reblog, author, mentioned),
    )


def published_of(note: RemoteNote, now: datetime) -> datetime:
    """Return when the status was published, not before 1970 and not in the future; now where nobody says."""
    if note.published_at is None:
        return now
    return whole_millis(min(max(note.published_at, EPOCH), now))


def tags_of(note: RemoteNote) -> tuple[str, ...]:
    """Return the normalised hashtags, each once; what is none is left out."""
    found = (normal_hashtag(name) for name in note.hashtags)
    return tuple(dict.fromkeys(name for name in found if name))[:MOST_TAGS]


def media_of(
    attachments: Sequence[RemoteAttachment],
    author: Account,
    status_id: str,
    now: datetime,
    *,
    new_id: Callable[[], str],
    known: Sequence[MediaAttachment] = (),
) -> list[MediaAttachment]:
    """Return the files that can be shown, not fetched yet; those that were ``known`` keep their ids."""
    by_url = {one.remote_url: one for one in known}
    found = []
    for attachment in [one for one in attachments if is_shown(one)][:MOST_MEDIA]:
        earlier = by_url.get(attachment.url)
        if earlier is not None:
            found.append(
                attrs.evolve(
                    earlier,
                    description=attachment.description[:MOST_DESCRIPTION],
                    focus_x=attachment.focus_x,
                    focus_y=attachment.focus_y,
                )
            )
        else:
            found.append(_media(attachment, author, status_id, now, new_id()))
    return found


def _media(
    attachment: RemoteAttachment, author: Account, status_id: str, now: datetime, media_id: str
) -> MediaAttachment:
    kind = attachment.media_type.partition("/")[0] or attachment.kind.lower()
    return MediaAttachment(
        id=media_id,
        account_id=author.id,
        status_id=status_id,
        created_at=now,
        kind=_KINDS.get(kind, "unknown"),
        remote_url=attachment.url,
        description=attachment.description[:MOST_DESCRIPTION],
        blurhash=attachment.blurhash,
        focus_x=attachment.focus_x,
        focus_y=attachment.focus_y,
        content_type=attachment.media_type,
        width=attachment.width,
        height=attachment.height,
        duration=attachment.duration,
        is_cached=False,
    )


def _in_words(rules: PolicyRules, author: Account, mentioned: Sequence[Account]) -> PolicyRules:
    ours = {one.uri: words.MENTIONED for one in mentioned}
    ours |= {PUBLIC: words.PUBLIC, author.uri: words.AUTHOR}
    if author.followers_uri:
        ours[author.followers_uri] = words.FOLLOWERS
    if author.following_uri:
        ours[author.following_uri] = words.FOLLOWING
    return PolicyRules(
        always=tuple(dict.fromkeys(ours.get(uri, uri) for uri in rules.always)),
        with_approval=tuple(dict.fromkeys(ours.get(uri, uri) for uri in rules.with_approval)),
    )
