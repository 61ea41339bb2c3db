"""The columns that ``follows`` and ``follow_requests`` share, and the way between them and the model."""

from typing import Any

from gotosocial.models.follow import Follow
from gotosocial.storage.database import Row
from gotosocial.util.clock import from_millis, to_millis

COLUMNS = ("id", "uri", "account_id", "target_id", "shows_reblogs", "notifies", "created_at")


def columns_of_follow(follow: Follow) -> dict[str, Any]:
    """Return the values of the columns."""
    return {column: getattr(follow, column) for column in COLUMNS} | {
        "created_at": to_millis(follow.created_at)
    }


def follow_from_row(row: Row) -> Follow:
    """Read a follow or a request."""
    return Follow(
        id=row["id"],
        uri=row["uri"],
        account_id=row["account_id"],
        target_id=row["target_id"],
        shows_reblogs=bool(row["shows_reblogs"]),
        notifies=bool(row["notifies"]),
        created_at=from_millis(row["created_at"]),
    )
