"""Statuses as clients see them: a join of bytes, most of which are the same for every viewer.

    shared.head         cached per status: everything that does not depend on who looks
    shared.policy       the interaction policy, which may be replaced by one that says what the viewer may do
    account             cached per account
    marks, filters      the viewer's own part, out of a table of all 32 combinations
    reblog, poll, text  only where there are any

The account is not in the shared part, because profiles change without their statuses.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any

import attrs
import orjson

from gotosocial.mastodon.application import status_application
from gotosocial.mastodon.emoji import emoji_entities
from gotosocial.mastodon.interaction_policy import policy_json
from gotosocial.mastodon.media_attachment import media_entity
from gotosocial.mastodon.mention import mention_entity
from gotosocial.mastodon.tag import status_tag_entity
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.application import Application
from gotosocial.models.emoji import Emoji
from gotosocial.models.marks import Marks
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.rules.interaction import policy_of
from gotosocial.models.status import Status
from gotosocial.util.clock import iso


@attrs.frozen
class SharedStatus:
    """What of a status is the same for every viewer; ``head`` is an unfinished JSON object."""

    head: bytes
    policy: bytes
    is_pinned: bool

    @property
    def weight(self) -> int:
        """The bytes that it takes in a cache."""
        return len(self.head) + 120


def status_shared(
    status: Status,
    *,
    accounts: Mapping[str, Account],
    media: Mapping[str, MediaAttachment],
    emojis: Mapping[str, Emoji],
    application: Application | None,
    addresses: Addresses,
) -> SharedStatus:
    """Render what does not depend on the viewer.

    The mappings are those of a whole page, by id; whatever is missing in them is left out. ``accounts``
    is asked for the people who are mentioned.
    """
    files = [media[one] for one in status.media_ids if one in media]
    entity = {
        **_core(status),
        "media_attachments": [media_entity(one, addresses) for one in files],
        "mentions": [mention_entity(accounts[one]) for one in status.mentioned_ids if one in accounts],
        "tags": [status_tag_entity(name, addresses) for name in status.tags],
        "emojis": emoji_entities(status.emoji_ids, emojis, addresses),
        "card": None,
    }
    if status.is_local:
        entity["content_type"] = status.content_type
        if shown := status_application(status.application_id, application):
            entity["application"] = shown
    return SharedStatus(
        head=orjson.dumps(entity)[:-1],
        policy=policy_json(policy_of(status)),
        is_pinned=status.pinned_at is not None,
    )


def status_json(
    shared: SharedStatus,
    account: bytes,
    marks: Marks,
    *,
    is_own: bool = False,
    filtered: bytes = b"[]",
    reblog: bytes | None = None,
    poll: bytes | None = None,
    policy: bytes | None = None,
    text: str | None = None,
) -> bytes:
    """Return a Status for one viewer.

    ``is_own``: the viewer wrote it, who alone sees whether it is pinned. ``filtered``: FilterResults as a
    JSON array. ``reblog``: the boosted Status; a boost carries the marks of what it boosts. ``policy``:
    ``policy_json`` with what the viewer may do. ``text``: the source, after a deletion (row S-18).
    """
    flags = (
        marks.is_favourited,
        marks.is_reblogged,
        marks.is_bookmarked,
        marks.is_muted,
        is_own and shared.is_pinned,
    )
    parts = (
        shared.head,
        b',"interaction_policy":',
        policy or shared.policy,
        b',"account":',
        account,
        _MARKS[flags],
        filtered,
        _NO_REBLOG if reblog is None else b',"reblog":' + reblog,
        _NO_POLL if poll is None else b',"poll":' + poll,
        b"}" if text is None else b',"text":' + orjson.dumps(text) + b"}",
    )
    return b"".join(parts)


def _core(status: Status) -> dict[str, Any]:
    return {
        "id": status.id,
        "created_at": iso(status.created_at),
        "edited_at": None if status.edited_at is None else iso(status.edited_at),
        "in_reply_to_id": status.in_reply_to_id or None,
        "in_reply_to_account_id": status.in_reply_to_account_id or None,
        "sensitive": status.is_sensitive,
        "spoiler_text": status.spoiler_text,
        "visibility": status.visibility.value,
        "local_only": not status.is_federated,
        "language": status.language or None,
        "uri": status.uri,
        "url": status.url or status.uri,
        "replies_count": status.replies_count,
        "reblogs_count": status.reblogs_count,
        "favourites_count": status.favourites_count,
        "content": status.content,
    }


def _flags(values: tuple[bool, ...]) -> bytes:
    names = ("favourited", "reblogged", "bookmarked", "muted", "pinned")
    return b"," + orjson.dumps(dict(zip(names, values, strict=True)))[1:-1] + b',"filtered":'


_MARKS = {values: _flags(values) for values in product((False, True), repeat=5)}
_NO_REBLOG = b',"reblog":null'
_NO_POLL = b',"poll":null'
