"""The inboxes of those who follow a local account from other servers, each once."""

import attrs

from gotosocial.storage.database import Querier

_INBOXES = """
SELECT DISTINCT a.inbox_uri AS inbox FROM follows f JOIN accounts a ON a.id = f.account_id
WHERE f.target_id = :account_id AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""
_SHARED = """
SELECT DISTINCT CASE WHEN a.shared_inbox_uri <> '' THEN a.shared_inbox_uri ELSE a.inbox_uri END AS inbox
FROM follows f JOIN accounts a ON a.id = f.account_id
WHERE f.target_id = :account_id AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""


@attrs.frozen
class FollowerInboxes:
    """Where a post to all followers goes."""

    querier: Querier

    async def list(self, account_id: str, *, shared: bool) -> list[str]:
        """Return the inboxes; ``shared`` takes a server's shared one where there is one."""
        rows = await self.querier.all(_SHARED if shared else _INBOXES, account_id=account_id)
        return [row["inbox"] for row in rows]
