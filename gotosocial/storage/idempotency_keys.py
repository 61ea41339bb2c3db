"""Keys under which clients have posted, so that a repeated request posts nothing twice (G-030, Q-03)."""

from datetime import datetime

import attrs

from gotosocial.storage.database import Querier
from gotosocial.util.clock import to_millis


@attrs.frozen
class IdempotencyKeys:
    """Which status a key of an account stands for."""

    querier: Querier

    async def find(self, account_id: str, key: str, since: datetime) -> str | None:
        """Return the id of the status that was posted under the key at or after the time, or None."""
        status_id: str | None = await self.querier.value(
            "SELECT status_id FROM idempotency_keys"
            " WHERE account_id = :account_id AND key = :key AND created_at >= :since",
            account_id=account_id,
            key=key,
            since=to_millis(since),
        )
        return status_id

    async def insert(self, account_id: str, key: str, status_id: str, now: datetime) -> None:
        """Note the key; raise Duplicate where the account used it and it was not pruned."""
        await self.querier.run(
            "INSERT INTO idempotency_keys (account_id, key, status_id, created_at)"
            " VALUES (:account_id, :key, :status_id, :created_at)",
            account_id=account_id,
            key=key,
            status_id=status_id,
            created_at=to_millis(now),
        )

    async def prune(self, before: datetime) -> int:
        """Forget keys that are older than the time; return how many."""
        return await self.querier.run(
            "DELETE FROM idempotency_keys WHERE created_at < :before", before=to_millis(before)
        )
