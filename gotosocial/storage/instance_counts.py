"""How big the instance is, and which servers it knows."""

from datetime import datetime

import attrs

from gotosocial.models.instance import InstanceCounts
from gotosocial.storage.database import Querier
from gotosocial.util.clock import to_millis

_MOST_PEERS = 5000
# From one domain to the next along the index, so that a domain costs the same however many accounts it has.
_DOMAINS = """
WITH RECURSIVE domains (name) AS (
  SELECT MIN(domain) FROM accounts WHERE domain > ''
  UNION ALL
  SELECT (SELECT MIN(a.domain) FROM accounts a WHERE a.domain > domains.name)
  FROM domains WHERE domains.name IS NOT NULL)"""
_PEERS = f"{_DOMAINS} SELECT name FROM domains WHERE name IS NOT NULL ORDER BY name LIMIT :row_limit"
_COUNT = f"""{_DOMAINS}
SELECT
  (SELECT COUNT(*) FROM users u JOIN accounts a ON a.id = u.account_id
    WHERE a.suspended_at IS NULL) AS users,
  (SELECT COALESCE(SUM(c.statuses_count), 0) FROM accounts a JOIN account_counts c ON c.account_id = a.id
    WHERE a.domain = '') AS statuses,
  (SELECT COUNT(name) FROM domains) AS domains,
  (SELECT COUNT(*) FROM users u JOIN account_counts c ON c.account_id = u.account_id
    WHERE c.last_status_at >= :active_since OR EXISTS (
      SELECT 1 FROM access_tokens t WHERE t.user_id = u.id AND t.last_used_at >= :active_since
    )) AS active_month"""


@attrs.frozen
class InstanceCountsShelf:
    """Figures for the instance page; they read much, so callers keep them for a while."""

    querier: Querier

    async def count(self, active_since: datetime) -> InstanceCounts:
        """Return the figures; active is who has posted or used an app since then."""
        row = (await self.querier.scan(_COUNT, active_since=to_millis(active_since)))[0]
        return InstanceCounts(
            users=int(row["users"]),
            statuses=int(row["statuses"]),
            domains=int(row["domains"]),
            active_month=int(row["active_month"]),
        )

    async def peers(self) -> list[str]:
        """Return the domains of other servers, at most 5000 of them."""
        rows = await self.querier.scan(_PEERS, row_limit=_MOST_PEERS)
        return [row["name"] for row in rows]
