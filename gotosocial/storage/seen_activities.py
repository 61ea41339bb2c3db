"""Which activities have arrived, so that what is sent again does nothing (house.md, section 6)."""

from datetime import datetime

import attrs

from gotosocial.storage.database import Querier
from gotosocial.util.clock import to_millis

_PRUNE = """
DELETE FROM seen_activities WHERE digest IN (
  SELECT digest FROM seen_activities WHERE received_at < :before ORDER BY received_at LIMIT :row_limit)"""


@attrs.frozen
class SeenActivities:
    """Activities by a digest of their id and body; each waits until its job is done."""

    querier: Querier

    async def insert(self, digest: str, host: str, now: datetime) -> bool:
        """Note what has arrived; return False where it was here already."""
        inserted = await self.querier.run(
            "INSERT INTO seen_activities (digest, host, received_at) VALUES (:digest, :host, :now)"
            " ON CONFLICT DO NOTHING",
            digest=digest,
            host=host,
            now=to_millis(now),
        )
        return inserted > 0

    async def exists(self, digest: str) -> bool:
        """Tell whether it was here already."""
        found = await self.querier.value(
            "SELECT 1 FROM seen_activities WHERE digest = :digest", digest=digest
        )
        return found is not None

    async def done(self, digest: str, now: datetime) -> None:
        """Note that its job has ended, or was given up; goes out with the COMMIT."""
        self.querier.later(
            "UPDATE seen_activities SET done_at = :now WHERE digest = :digest",
            digest=digest,
            now=to_millis(now),
        )

    async def count_waiting(self, host: str, most: int) -> int:
        """Return how many activities of the host wait to be worked through; ``most`` at most."""
        return int(
            await self.querier.value(
                "SELECT COUNT(*) FROM (SELECT 1 FROM seen_activities"
                " WHERE host = :host AND done_at IS NULL LIMIT :most) AS waiting",
                host=host,
                most=most,
            )
        )

    async def prune(self, before: datetime, limit: int) -> int:
        """Forget up to so many that arrived before the time, the oldest first; return how many."""
        return await self.querier.run(_PRUNE, before=to_millis(before), row_limit=limit)
