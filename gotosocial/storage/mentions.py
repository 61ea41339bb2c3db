"""Who is mentioned in which status."""

from collections.abc import Sequence

import attrs

from gotosocial.storage.database import Querier


@attrs.frozen
class Mentions:
    """The mentions of statuses, for those who look from the mentioned account's side."""

    querier: Querier

    async def insert(self, status_id: str, account_ids: Sequence[str]) -> None:
        """Note that the status mentions the accounts; noting it twice changes nothing."""
        await self.querier.batch(
            "INSERT INTO mentions (status_id, account_id) VALUES (:status_id, :account_id)"
            " ON CONFLICT DO NOTHING",
            [{"status_id": status_id, "account_id": account_id} for account_id in account_ids],
        )

    async def replace(self, status_id: str, account_ids: Sequence[str]) -> None:
        """Let the status mention these accounts and no others."""
        await self.querier.run(
            "DELETE FROM mentions WHERE status_id = :status_id AND account_id NOT IN :account_ids",
            status_id=status_id,
            account_ids=account_ids,
        )
        await self.insert(status_id, account_ids)

    async def remember(self, status_id: str, account_ids: Sequence[str]) -> None:
        """Note that an earlier version of the status mentioned the accounts, whose servers hold it still."""
        await self.querier.batch(
            "INSERT INTO past_mentions (status_id, account_id) VALUES (:status_id, :account_id)"
            " ON CONFLICT DO NOTHING",
            [{"status_id": status_id, "account_id": account_id} for account_id in account_ids],
        )
