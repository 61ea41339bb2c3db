"""Earlier versions of statuses."""

import attrs

from gotosocial.models.status_edit import StatusEdit
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.json_lists import list_to_json, numbers_from_json, texts_from_json
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis

_LISTS = ("emoji_ids", "media_ids", "media_descriptions", "poll_options", "poll_votes")
_NAMES = (
    *("id", "status_id", "written_at", "content", "text", "content_type", "spoiler_text", "language"),
    *("is_sensitive", *_LISTS),
)
_SELECT = f"SELECT {', '.join(_NAMES)} FROM status_edits"
_INSERT = insert_into("status_edits", _NAMES)
MOST_EDITS = 1_000
"""So many of the latest versions are read; nobody edits more often by hand."""


@attrs.frozen
class StatusEdits:
    """Versions by their status."""

    querier: Querier

    async def insert(self, edit: StatusEdit) -> None:
        """Add an earlier version."""
        values = {name: getattr(edit, name) for name in _NAMES}
        values |= {name: list_to_json(values[name]) for name in _LISTS}
        values["written_at"] = to_millis(edit.written_at)
        await self.querier.run(_INSERT, **values)

    async def list(self, status_id: str) -> list[StatusEdit]:
        """Return the earlier versions of a status, oldest first."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE status_id = :status_id ORDER BY id DESC LIMIT :row_limit",
            status_id=status_id,
            row_limit=MOST_EDITS,
        )
        return [_edit(row) for row in reversed(rows)]

    async def count(self, status_id: str) -> int:
        """Return how many earlier versions there are."""
        count: int = await self.querier.value(
            "SELECT COUNT(*) FROM status_edits WHERE status_id = :status_id", status_id=status_id
        )
        return count


def _edit(row: Row) -> StatusEdit:
    return StatusEdit(
        id=row["id"],
        status_id=row["status_id"],
        written_at=from_millis(row["written_at"]),
        content=row["content"],
        text=row["text"],
        content_type=row["content_type"],
        spoiler_text=row["spoiler_text"],
        language=row["language"],
        is_sensitive=bool(row["is_sensitive"]),
        emoji_ids=texts_from_json(row["emoji_ids"]),
        media_ids=texts_from_json(row["media_ids"]),
        media_descriptions=texts_from_json(row["media_descriptions"]),
        poll_options=texts_from_json(row["poll_options"]),
        poll_votes=numbers_from_json(row["poll_votes"]),
    )
