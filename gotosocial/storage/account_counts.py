"""How many followers, followed accounts and posts each account has."""

from datetime import datetime
from typing import Any

import attrs

from gotosocial.storage.database import Querier
from gotosocial.util.clock import maybe_from_millis, to_millis

_CHANGE = """
UPDATE account_counts SET
  followers_count = CASE WHEN followers_count + :followers < 0 THEN 0 ELSE followers_count + :followers END,
  following_count = CASE WHEN following_count + :following < 0 THEN 0 ELSE following_count + :following END,
  statuses_count = CASE WHEN statuses_count + :statuses < 0 THEN 0 ELSE statuses_count + :statuses END
WHERE account_id = :account_id"""

_POSTED = """
UPDATE account_counts SET statuses_count = statuses_count + 1,
  last_status_at = CASE WHEN last_status_at > :posted_at THEN last_status_at ELSE :posted_at END
WHERE account_id = :account_id"""

_LAST_STATUS = (
    "(SELECT s.created_at FROM statuses s WHERE s.account_id = :account_id ORDER BY s.id DESC LIMIT 1)"
)

_UNPOSTED = f"""
UPDATE account_counts SET last_status_at = {_LAST_STATUS},
  statuses_count = CASE WHEN statuses_count > 0 THEN statuses_count - 1 ELSE 0 END
WHERE account_id = :account_id"""

_RECOUNT = f"""
UPDATE account_counts SET last_status_at = {_LAST_STATUS},
  followers_count = (SELECT COUNT(*) FROM follows f WHERE f.target_id = :account_id),
  following_count = (SELECT COUNT(*) FROM follows f WHERE f.account_id = :account_id),
  statuses_count = (SELECT COUNT(*) FROM statuses s WHERE s.account_id = :account_id)
WHERE account_id = :account_id"""


@attrs.frozen
class AccountCounts:
    """Counts by account; changes belong in the transaction of what is counted, and go out with its COMMIT."""

    querier: Querier

    async def change(
        self, account_id: str, *, followers: int = 0, following: int = 0, statuses: int = 0
    ) -> None:
        """Add to the counts, or take away; none falls below zero."""
        self.querier.later(
            _CHANGE, account_id=account_id, followers=followers, following=following, statuses=statuses
        )
        self.querier.tell("account", account_id)

    async def posted(self, account_id: str, when: datetime) -> None:
        """Count one more post, and remember its time where it is the latest."""
        self.querier.later(_POSTED, account_id=account_id, posted_at=to_millis(when))
        self.querier.tell("account", account_id)

    async def count_post(self, account_id: str, when: datetime) -> dict[str, Any]:
        """Count one more post as ``posted`` does; return all counts, as fields of the account."""
        row = await self.querier.one(
            f"{_POSTED} RETURNING followers_count, following_count, statuses_count, last_status_at",
            account_id=account_id,
            posted_at=to_millis(when),
        )
        self.querier.tell("account", account_id)
        return {
            "followers_count": row["followers_count"],
            "following_count": row["following_count"],
            "statuses_count": row["statuses_count"],
            "last_status_at": maybe_from_millis(row["last_status_at"]),
        }

    async def unposted(self, account_id: str) -> None:
        """Count one post less and find the time of the newest that is left; delete the row first."""
        self.querier.later(_UNPOSTED, account_id=account_id)
        self.querier.tell("account", account_id)

    async def recount(self, account_id: str) -> None:
        """Count everything anew from the rows that this server has."""
        await self.querier.run(_RECOUNT, account_id=account_id)
        self.querier.tell("account", account_id)
