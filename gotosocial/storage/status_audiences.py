"""Who has to do with a status, here and elsewhere: who has it at home, who answered, boosted or likes it."""

import attrs

from gotosocial.storage.database import Querier

_MOST = 100_000
"""More local accounts than there are anywhere; that many are read."""
_INTERESTED = """
SELECT account_id FROM (
  SELECT account_id FROM favourites WHERE status_id = :status_id AND NOT is_pending
  UNION SELECT account_id FROM statuses
  WHERE boost_of_id = :status_id AND boost_of_id <> '' AND NOT is_pending
  UNION SELECT account_id FROM statuses
  WHERE in_reply_to_id = :status_id AND in_reply_to_id <> '' AND NOT is_pending
) AS interested WHERE account_id IN (SELECT id FROM accounts WHERE id = account_id AND domain = '')
ORDER BY account_id LIMIT :most"""

_INBOXES = """
SELECT DISTINCT CASE WHEN :shared AND a.shared_inbox_uri <> '' THEN a.shared_inbox_uri
ELSE a.inbox_uri END AS inbox
FROM accounts a WHERE a.id IN (
  SELECT account_id FROM favourites WHERE status_id = :status_id
  UNION SELECT account_id FROM statuses WHERE boost_of_id = :status_id AND boost_of_id <> ''
  UNION SELECT account_id FROM statuses WHERE in_reply_to_id = :status_id AND in_reply_to_id <> ''
  UNION SELECT account_id FROM past_mentions WHERE status_id = :status_id
  UNION SELECT f.account_id FROM statuses b JOIN follows f ON f.target_id = b.account_id
  WHERE b.boost_of_id = :status_id AND b.boost_of_id <> ''
  AND b.visibility IN ('public', 'unlisted', 'private')
) AND a.domain <> '' AND a.suspended_at IS NULL AND a.inbox_uri <> ''"""


@attrs.frozen
class StatusAudiences:
    """Accounts by the status that concerns them: local ones, and the inboxes of others."""

    querier: Querier

    async def interested(self, status_id: str) -> list[str]:
        """Return the ids of local accounts that like, boosted or answered the status, sorted.

        All of them, for to find one means to look at everybody who has to do with it.
        """
        rows = await self.querier.scan(_INTERESTED, status_id=status_id, most=_MOST)
        return [row["account_id"] for row in rows]

    async def inboxes(self, status_id: str, *, shared: bool) -> list[str]:
        """Return the inboxes of those elsewhere who like, boosted or answered it, or follow who boosted it.

        And of those whom an earlier version of it mentioned.
        ``shared`` takes a server's shared one where there is one.
        """
        rows = await self.querier.all(_INBOXES, status_id=status_id, shared=shared)
        return [row["inbox"] for row in rows]

    async def timelines(self, status_id: str) -> list[str]:
        """Return the names of timelines where the status itself stands."""
        rows = await self.querier.scan(
            "SELECT timeline FROM timeline_entries WHERE status_id = :status_id AND NOT is_repeat"
            " ORDER BY timeline LIMIT :most",
            status_id=status_id,
            most=_MOST,
        )
        return [row["timeline"] for row in rows]
