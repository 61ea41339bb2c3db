"""An account's own columns, and the way between them and the model."""

from typing import Any

import orjson

from gotosocial.models.account import Account, ProfileField
from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.storage.database import Row
from gotosocial.storage.json_lists import list_to_json, texts_from_json
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

COLUMNS = (
    *("id", "username", "domain", "display_name", "note", "note_raw", "fields", "fields_raw", "emoji_ids"),
    *("avatar_media_id", "header_media_id", "avatar_remote_url", "header_remote_url"),
    *("avatar_remote_description", "header_remote_description"),
    *("also_known_as_uris", "moved_to_uri", "actor_type", "is_locked", "is_discoverable", "is_indexable"),
    *("hides_public_from_web", "hides_unlisted_from_web", "uri", "url", "inbox_uri", "shared_inbox_uri"),
    *("outbox_uri", "following_uri", "followers_uri", "featured_uri", "public_key", "public_key_uri"),
    *("created_at", "updated_at", "fetched_at", "suspended_at", "suspension_origin"),
)
"""The columns of ``accounts`` that a model carries; ``folded_name`` exists for searching only."""


def columns_of_account(account: Account) -> dict[str, Any]:
    """Return the values of the columns, and of ``folded_name``."""
    values = {column: getattr(account, column) for column in COLUMNS}
    values.update(
        fields=_fields_to_json(account.fields),
        fields_raw=_fields_to_json(account.fields_raw),
        emoji_ids=list_to_json(account.emoji_ids),
        also_known_as_uris=list_to_json(account.also_known_as_uris),
        created_at=to_millis(account.created_at),
        updated_at=to_millis(account.updated_at),
        fetched_at=maybe_to_millis(account.fetched_at),
        suspended_at=maybe_to_millis(account.suspended_at),
        folded_name=account.display_name.casefold(),
    )
    return values


def account_from_row(row: Row) -> Account:
    """Read an account with its counts, settings and standing."""
    return Account(
        id=row["id"],
        username=row["username"],
        domain=row["domain"],
        display_name=row["display_name"],
        note=row["note"],
        note_raw=row["note_raw"],
        fields=_fields_from_json(row["fields"]),
        fields_raw=_fields_from_json(row["fields_raw"]),
        emoji_ids=texts_from_json(row["emoji_ids"]),
        avatar_media_id=row["avatar_media_id"],
        header_media_id=row["header_media_id"],
        avatar_remote_url=row["avatar_remote_url"],
        header_remote_url=row["header_remote_url"],
        avatar_remote_description=row["avatar_remote_description"],
        header_remote_description=row["header_remote_description"],
        also_known_as_uris=texts_from_json(row["also_known_as_uris"]),
        moved_to_uri=row["moved_to_uri"],
        actor_type=row["actor_type"],
        is_locked=bool(row["is_locked"]),
        is_discoverable=bool(row["is_discoverable"]),
        is_indexable=bool(row["is_indexable"]),
        hides_public_from_web=bool(row["hides_public_from_web"]),
        hides_unlisted_from_web=bool(row["hides_unlisted_from_web"]),
        uri=row["uri"],
        url=row["url"],
        inbox_uri=row["inbox_uri"],
        shared_inbox_uri=row["shared_inbox_uri"],
        outbox_uri=row["outbox_uri"],
        following_uri=row["following_uri"],
        followers_uri=row["followers_uri"],
        featured_uri=row["featured_uri"],
        public_key=row["public_key"],
        public_key_uri=row["public_key_uri"],
        created_at=from_millis(row["created_at"]),
        updated_at=from_millis(row["updated_at"]),
        fetched_at=maybe_from_millis(row["fetched_at"]),
        suspended_at=maybe_from_millis(row["suspended_at"]),
        suspension_origin=row["suspension_origin"],
        followers_count=row["followers_count"],
        following_count=row["following_count"],
        statuses_count=row["statuses_count"],
        last_status_at=maybe_from_millis(row["last_status_at"]),
        totals=_totals(row),
        is_admin=bool(row["is_admin"]),
        is_moderator=bool(row["is_moderator"]),
        is_active=bool(row["is_active"]),
        hides_collections=bool(row["hides_collections"]),
        theme=row["theme"],
        custom_css=row["custom_css"],
        enable_rss=bool(row["enable_rss"]),
        web_layout=row["web_layout"],
    )


def _totals(row: Row) -> RemoteTotals | None:
    if row["counted_at"] is None:
        return None
    return RemoteTotals(
        followers=row["total_followers"],
        following=row["total_following"],
        statuses=row["total_statuses"],
        counted_at=from_millis(row["counted_at"]),
    )


def _fields_to_json(fields: tuple[ProfileField, ...]) -> str:
    return orjson.dumps(
        [
            {"name": field.name, "value": field.value, "verified_at": maybe_to_millis(field.verified_at)}
            for field in fields
        ]
    ).decode()


def _fields_from_json(text: str) -> tuple[ProfileField, ...]:
    return tuple(
        ProfileField(
            name=field["name"], value=field["value"], verified_at=maybe_from_millis(field["verified_at"])
        )
        for field in orjson.loads(text)
    )
