"""The columns of a status, and the way between them and the model."""

from typing import Any

import orjson

from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Row
from gotosocial.storage.json_lists import list_to_json, texts_from_json
from gotosocial.storage.policy_json import policy_from_json, policy_to_json
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

COLUMNS = (
    *("id", "uri", "url", "account_id", "created_at", "edited_at", "fetched_at", "pinned_at", "is_local"),
    *("is_federated", "visibility", "is_sensitive", "is_pending", "approved_by_uri", "activity_type"),
    *("thread_id", "in_reply_to_id", "in_reply_to_uri", "in_reply_to_account_id", "is_monologue"),
    *("boost_of_id", "boost_of_account_id", "content", "text", "content_type", "spoiler_text", "language"),
    *("mentioned_ids", "tags", "emoji_ids", "media_ids", "application_id", "policy", "poll_id"),
    *("favourites_count", "reblogs_count", "replies_count"),
)
"""Every column of ``statuses``."""

COUNTS = ("favourites_count", "reblogs_count", "replies_count")
"""The columns that change by counting, never by writing the whole row."""


def columns_of_status(status: Status) -> dict[str, Any]:
    """Return the values of the columns."""
    values = {column: getattr(status, column) for column in COLUMNS}
    values.update(
        created_at=to_millis(status.created_at),
        edited_at=maybe_to_millis(status.edited_at),
        fetched_at=maybe_to_millis(status.fetched_at),
        pinned_at=maybe_to_millis(status.pinned_at),
        visibility=status.visibility.value,
        mentioned_ids=list_to_json(status.mentioned_ids),
        tags=list_to_json(status.tags),
        emoji_ids=list_to_json(status.emoji_ids),
        media_ids=list_to_json(status.media_ids),
        policy="" if status.policy is None else orjson.dumps(policy_to_json(status.policy)).decode(),
    )
    return values


def status_from_row(row: Row) -> Status:
    """Read a status."""
    return Status(
        id=row["id"],
        uri=row["uri"],
        url=row["url"],
        account_id=row["account_id"],
        created_at=from_millis(row["created_at"]),
        edited_at=maybe_from_millis(row["edited_at"]),
        fetched_at=maybe_from_millis(row["fetched_at"]),
        pinned_at=maybe_from_millis(row["pinned_at"]),
        is_local=bool(row["is_local"]),
        is_federated=bool(row["is_federated"]),
        visibility=Visibility(row["visibility"]),
        is_sensitive=bool(row["is_sensitive"]),
        is_pending=bool(row["is_pending"]),
        approved_by_uri=row["approved_by_uri"],
        activity_type=row["activity_type"],
        thread_id=row["thread_id"],
        in_reply_to_id=row["in_reply_to_id"],
        in_reply_to_uri=row["in_reply_to_uri"],
        in_reply_to_account_id=row["in_reply_to_account_id"],
        is_monologue=bool(row["is_monologue"]),
        boost_of_id=row["boost_of_id"],
        boost_of_account_id=row["boost_of_account_id"],
        content=row["content"],
        text=row["text"],
        content_type=row["content_type"],
        spoiler_text=row["spoiler_text"],
        language=row["language"],
        mentioned_ids=texts_from_json(row["mentioned_ids"]),
        tags=texts_from_json(row["tags"]),
        emoji_ids=texts_from_json(row["emoji_ids"]),
        media_ids=texts_from_json(row["media_ids"]),
        application_id=row["application_id"],
        policy=policy_from_json(orjson.loads(row["policy"])) if row["policy"] else None,
        poll_id=row["poll_id"],
        favourites_count=row["favourites_count"],
        reblogs_count=row["reblogs_count"],
        replies_count=row["replies_count"],
    )
