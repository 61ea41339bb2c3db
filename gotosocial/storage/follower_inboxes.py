"""The inboxes of those on other servers who follow a local account, or whom it follows, each once."""

from collections.abc import Sequence

import attrs

from gotosocial.storage.database import Querier

_INBOXES = """
SELECT DISTINCT a.inbox_uri AS inbox FROM follows f JOIN accounts a ON a.id = f.account_id
WHERE f.target_id = :account_id AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""
_SHARED = """
SELECT DISTINCT CASE WHEN a.shared_inbox_uri <> '' THEN a.shared_inbox_uri ELSE a.inbox_uri END AS inbox
FROM follows f JOIN accounts a ON a.id = f.account_id
WHERE f.target_id = :account_id AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""
_OF_FOLLOWED = """
SELECT DISTINCT CASE WHEN :shared AND a.shared_inbox_uri <> '' THEN a.shared_inbox_uri
ELSE a.inbox_uri END AS inbox
FROM follows f JOIN accounts a ON a.id = f.target_id
WHERE f.account_id = :account_id AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""


@attrs.frozen
class FollowerInboxes:
    """Where a post to all followers goes."""

    querier: Querier

    async def list(self, account_id: str, *, shared: bool) -> list[str]:
        """Return the inboxes; ``shared`` takes a server's shared one where there is one."""
        rows = await self.querier.all(_SHARED if shared else _INBOXES, account_id=account_id)
        return [row["inbox"] for row in rows]

    async def of_followed(self, account_id: str, *, shared: bool) -> Sequence[str]:
        """Return the inboxes of those whom the account follows."""
        rows = await self.querier.all(_OF_FOLLOWED, account_id=account_id, shared=shared)
        return [row["inbox"] for row in rows]
