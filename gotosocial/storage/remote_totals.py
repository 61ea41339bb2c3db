"""What the collections of remote accounts say that they hold; ``accounts.py`` reads it with each account."""

import attrs

from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.storage.database import Querier
from gotosocial.util.clock import to_millis

_UPSERT = """
INSERT INTO remote_totals (account_id, followers, following, statuses, counted_at)
VALUES (:account_id, :followers, :following, :statuses, :counted_at)
ON CONFLICT (account_id) DO UPDATE SET followers = excluded.followers, following = excluded.following,
  statuses = excluded.statuses, counted_at = excluded.counted_at"""


@attrs.frozen
class RemoteTotalsShelf:
    """Totals by account."""

    querier: Querier

    async def upsert(self, account_id: str, totals: RemoteTotals) -> None:
        """Write the totals of an account, over those of earlier."""
        await self.querier.run(
            _UPSERT,
            account_id=account_id,
            followers=totals.followers,
            following=totals.following,
            statuses=totals.statuses,
            counted_at=to_millis(totals.counted_at),
        )
        self.querier.tell("account", account_id)
