"""Accounts as everybody sees them, as their owner sees them, and as somebody who muted them does.

The public form is the same for every viewer, so its bytes are cached per account. The two other forms are
the same bytes with a few fields more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
import orjson

from gotosocial.mastodon.acct import acct
from gotosocial.mastodon.emoji import emoji_entities
from gotosocial.mastodon.preferences import QUOTE_POLICY
from gotosocial.mastodon.role import public_roles, role_entity
from gotosocial.models.account import Account, ProfileField
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.util.clock import iso

DEFAULT_AVATAR_DESCRIPTION = "A default picture: the owner of this account has not chosen one yet."


def account_json(
    account: Account,
    *,
    emojis: Mapping[str, Emoji],
    avatar: MediaAttachment | None,
    header: MediaAttachment | None,
    addresses: Addresses,
    moved: bytes | None = None,
    now: datetime | None = None,
) -> bytes:
    """Return an Account; ``moved`` is the Account it moved to. A suspended account is shown blank.

    ``now`` decides whether the totals of its own server still hold (row I-25); without it they do not.
    """
    if account.is_suspended:
        return orjson.dumps(_blank(account, addresses))
    entity = {
        **_identity(account),
        "display_name": account.display_name,
        "locked": account.is_locked,
        "discoverable": account.is_discoverable,
        "indexable": account.is_indexable,
        "note": account.note,
        **_pictures(account, avatar, header, addresses),
        **_counts(account, now),
        "hide_collections": account.hides_collections,
        "emojis": emoji_entities(account.emoji_ids, emojis, addresses),
        "fields": _fields(account.fields),
    }
    if account.is_local:
        entity |= _local(account)
    if moved is not None:
        entity["moved"] = orjson.Fragment(moved)
    return orjson.dumps(entity)


def credential_account_json(
    public: bytes, account: Account, settings: AccountSettings, *, follow_requests: int
) -> bytes:
    """Return a CredentialAccount: the account's public form with its source and its role (row A-04)."""
    source = orjson.dumps(source_entity(account, settings, follow_requests))
    role = orjson.dumps(role_entity(account))
    return b"".join((public[:-1], b',"source":', source, b',"role":', role, b"}"))


def muted_account_json(public: bytes, expires_at: datetime | None) -> bytes:
    """Return a MutedAccount: the public form with the end of the mute, null where it has none (row M-02)."""
    ends = b"null" if expires_at is None else orjson.dumps(iso(expires_at))
    return b"".join((public[:-1], b',"mute_expires_at":', ends, b"}"))


def source_entity(account: Account, settings: AccountSettings, follow_requests: int) -> dict[str, Any]:
    """Return what the owner edits: raw texts and the defaults of new statuses."""
    return {
        "privacy": settings.privacy.value,
        "web_visibility": _web_visibility(account),
        "web_layout": settings.web_layout,
        "sensitive": settings.is_sensitive,
        "language": settings.language,
        "quote_policy": QUOTE_POLICY,
        "status_content_type": settings.content_type,
        "note": account.note_raw,
        "fields": _fields(account.fields_raw),
        "follow_requests_count": follow_requests,
        "also_known_as_uris": list(account.also_known_as_uris),
        "attribution_domains": [],
        "hide_collections": account.hides_collections,
        "discoverable": account.is_discoverable,
        "indexable": account.is_indexable,
    }


def _identity(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "username": account.username,
        "acct": acct(account),
        "bot": account.is_bot,
        "group": account.is_group,
        "created_at": iso(account.created_at),
        "url": account.url or account.uri,
        "uri": account.uri,
    }


def _blank(account: Account, addresses: Addresses) -> dict[str, Any]:
    return {
        **_identity(account),
        "display_name": "",
        "locked": account.is_locked,
        "discoverable": False,
        "indexable": False,
        "note": "",
        **_pictures(attrs.evolve(account, avatar_remote_url="", header_remote_url=""), None, None, addresses),
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": 0,
        "last_status_at": None,
        "hide_collections": True,
        "emojis": [],
        "fields": [],
        "suspended": True,
        "roles": [],
    }


def _pictures(
    account: Account, avatar: MediaAttachment | None, header: MediaAttachment | None, addresses: Addresses
) -> dict[str, Any]:
    default = addresses.default_avatar(account.id)
    entity = {
        **_picture("avatar", avatar, account.avatar_remote_url or default, addresses),
        **_picture("header", header, account.header_remote_url or addresses.default_header, addresses),
    }
    if entity["avatar"] == default:
        entity["avatar_description"] = DEFAULT_AVATAR_DESCRIPTION
    return entity


def _picture(
    role: str, media: MediaAttachment | None, default: str, addresses: Addresses
) -> dict[str, str]:
    if media is None or not media.file_key:
        description = media.description if media is not None else ""
        return {role: default, f"{role}_static": default, f"{role}_description": description}
    url = addresses.file(media.file_key)
    return {
        role: url,
        f"{role}_static": addresses.file(media.small_key) if media.small_key else url,
        f"{role}_description": media.description,
        f"{role}_media_id": media.id,
    }


def _counts(account: Account, now: datetime | None) -> dict[str, Any]:
    last, totals = account.last_status_at, account.totals
    if totals is None or now is None or not totals.hold(now):
        totals = RemoteTotals(counted_at=account.created_at)
    return {
        "followers_count": _count(totals.followers, account.followers_count),
        "following_count": _count(totals.following, account.following_count),
        "statuses_count": _count(totals.statuses, account.statuses_count),
        "last_status_at": None if last is None else f"{last:%Y-%m-%d}",
    }


def _count(total: int | None, known: int) -> int:
    return known if total is None else total


def _local(account: Account) -> dict[str, Any]:
    entity: dict[str, Any] = {"roles": public_roles(account), "enable_rss": account.enable_rss}
    if account.theme:
        entity["theme"] = account.theme
    if account.custom_css:
        entity["custom_css"] = account.custom_css
    return entity


def _fields(fields: tuple[ProfileField, ...]) -> list[dict[str, str | None]]:
    return [
        {
            "name": field.name,
            "value": field.value,
            "verified_at": None if field.verified_at is None else iso(field.verified_at),
        }
        for field in fields
    ]


def _web_visibility(account: Account) -> str:
    if account.hides_public_from_web:
        return "none"
    return "public" if account.hides_unlisted_from_web else "unlisted"
