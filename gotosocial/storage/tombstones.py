"""What is gone for good: actors whose key is gone, and things that were deleted before they arrived."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.storage.database import Querier
from gotosocial.util.clock import SystemClock, maybe_from_millis, to_millis

_PRUNE = """
DELETE FROM tombstones WHERE uri IN (
  SELECT uri FROM tombstones WHERE deleted_at < :before AND NOT (uri >= :first AND uri < :beyond)
  ORDER BY deleted_at LIMIT :row_limit)"""


@attrs.frozen
class Tombstones:
    """Tombstones by URI. ``at`` None is now."""

    querier: Querier

    async def insert(self, uri: str, at: datetime | None = None) -> None:
        """Note that the thing is gone; the first time stays."""
        await self.querier.run(
            "INSERT INTO tombstones (uri, deleted_at) VALUES (:uri, :at) ON CONFLICT DO NOTHING",
            uri=uri,
            at=SystemClock().millis() if at is None else to_millis(at),
        )

    async def insert_many(self, uris: Sequence[str], at: datetime) -> None:
        """Note that the things are gone."""
        await self.querier.batch(
            "INSERT INTO tombstones (uri, deleted_at) VALUES (:uri, :at) ON CONFLICT DO NOTHING",
            [{"uri": uri, "at": to_millis(at)} for uri in uris],
        )

    async def find(self, uri: str) -> datetime | None:
        """Return when the thing went, or None where nobody knows that it did."""
        return maybe_from_millis(
            await self.querier.value("SELECT deleted_at FROM tombstones WHERE uri = :uri", uri=uri)
        )

    async def exists(self, uri: str) -> bool:
        """Tell whether the thing is gone."""
        return await self.find(uri) is not None

    async def prune(self, before: datetime, limit: int, *, ours: str) -> int:
        """Forget up to so many things that went elsewhere before the time; return how many.

        Ids below ``ours`` stay for ever.
        """
        return await self.querier.run(
            _PRUNE, before=to_millis(before), first=f"{ours}/", beyond=f"{ours}0", row_limit=limit
        )

    async def delete(self, uri: str) -> None:
        """Forget that the thing was gone: it has come back."""
        await self.querier.run("DELETE FROM tombstones WHERE uri = :uri", uri=uri)
