"""Hashtags and the statuses that carry them."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.tag import Tag
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import to_millis

_INSERT_TAG = "INSERT INTO tags (name, created_at) VALUES (:tag, :created_at) ON CONFLICT DO NOTHING"
_TAG_STATUS = """
INSERT INTO status_tags (tag, status_id, author_id, is_public)
SELECT :tag, id, account_id, visibility = 'public' FROM statuses WHERE id = :status_id
ON CONFLICT DO NOTHING"""
_ABOVE_ALL_LETTERS = "\U0010ffff"


@attrs.frozen
class Tags:
    """Tags by their normalised names."""

    querier: Querier

    async def insert(self, status_id: str, names: Sequence[str], now: datetime) -> None:
        """Tag a status that was inserted before; tags that nobody used yet are made."""
        # In one order for everybody, so that two writers never wait for each other in a circle.
        rows = [{"tag": name, "created_at": to_millis(now)} for name in sorted(set(names))]
        await self.querier.batch(_INSERT_TAG, rows)
        await self.querier.batch(_TAG_STATUS, [{"tag": row["tag"], "status_id": status_id} for row in rows])

    async def replace(self, status_id: str, names: Sequence[str], now: datetime) -> None:
        """Let the status carry these tags and no others."""
        await self.querier.run(
            "DELETE FROM status_tags WHERE status_id = :status_id AND tag NOT IN :names",
            status_id=status_id,
            names=names,
        )
        await self.insert(status_id, names, now)

    async def find(self, name: str) -> Tag | None:
        """Return the tag, or None where nobody used it yet."""
        row = await self.querier.maybe(
            "SELECT name, is_usable, is_listable FROM tags WHERE name = :name", name=name
        )
        return _tag(row) if row else None

    async def search(self, prefix: str, limit: int, offset: int = 0) -> list[Tag]:
        """Return listed tags that begin with the normalised prefix, by name."""
        rows = await self.querier.scan(
            "SELECT name, is_usable, is_listable FROM tags"
            " WHERE name >= :prefix AND name < :end AND is_listable"
            " ORDER BY name LIMIT :limit OFFSET :offset",
            prefix=prefix,
            end=prefix + _ABOVE_ALL_LETTERS,
            limit=limit,
            offset=offset,
        )
        return [_tag(row) for row in rows]


def _tag(row: Row) -> Tag:
    return Tag(name=row["name"], is_usable=bool(row["is_usable"]), is_listable=bool(row["is_listable"]))
