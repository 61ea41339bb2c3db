"""Muted threads: conversations that somebody wants no more notifications from (row S-21)."""

from datetime import datetime

import attrs

from gotosocial.storage.database import Querier
from gotosocial.util.clock import to_millis


@attrs.frozen
class ThreadMutes:
    """Which account has muted which thread."""

    querier: Querier

    async def insert(self, account_id: str, thread_id: str, now: datetime) -> None:
        """Mute the thread; muting it twice changes nothing."""
        await self.querier.run(
            "INSERT INTO thread_mutes (account_id, thread_id, created_at)"
            " VALUES (:account_id, :thread_id, :created_at) ON CONFLICT DO NOTHING",
            account_id=account_id,
            thread_id=thread_id,
            created_at=to_millis(now),
        )
        self.querier.tell("marks", account_id)

    async def delete(self, account_id: str, thread_id: str) -> bool:
        """Listen to the thread again; return whether it was muted."""
        count = await self.querier.run(
            "DELETE FROM thread_mutes WHERE account_id = :account_id AND thread_id = :thread_id",
            account_id=account_id,
            thread_id=thread_id,
        )
        self.querier.tell("marks", account_id)
        return count > 0

    async def muted_by(self, thread_id: str) -> frozenset[str]:
        """Return the accounts that muted the thread."""
        rows = await self.querier.all(
            "SELECT account_id FROM thread_mutes WHERE thread_id = :thread_id", thread_id=thread_id
        )
        return frozenset(row["account_id"] for row in rows)
