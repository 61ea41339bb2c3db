"""Threads: who answered whom, up to the root and down to the leaves."""

import attrs

from gotosocial.models.thread_member import ThreadMember
from gotosocial.storage.database import Querier


@attrs.frozen
class Threads:
    """The shape of conversations; statuses themselves are read elsewhere."""

    querier: Querier

    async def ancestors(self, status_id: str, limit: int) -> list[str]:
        """Return the ids above the status, the root first; where the way is longer, its nearest part.

        A circle, which only a hostile server can make, ends at the limit or where it meets the status.
        """
        rows = await self.querier.all(
            "WITH RECURSIVE above (id, parent_id, depth) AS ("
            " SELECT s.id, s.in_reply_to_id, 0 FROM statuses s WHERE s.id = :status_id"
            " UNION ALL"
            " SELECT p.id, p.in_reply_to_id, above.depth + 1"
            " FROM above JOIN statuses p ON p.id = above.parent_id"
            " WHERE above.depth < :limit AND p.id <> :status_id)"
            " SELECT id FROM above WHERE depth > 0 ORDER BY depth DESC",
            status_id=status_id,
            limit=limit,
        )
        return list(dict.fromkeys(row["id"] for row in rows))

    async def members(self, thread_id: str, limit: int) -> list[ThreadMember]:
        """Return the posts of the thread, the oldest first; boosts are none of them."""
        rows = await self.querier.all(
            "SELECT id, in_reply_to_id, account_id FROM statuses"
            " WHERE thread_id <= :thread_id AND (thread_id, id) > (:thread_id, '') AND boost_of_id = ''"
            " ORDER BY thread_id, id LIMIT :limit",
            thread_id=thread_id,
            limit=limit,
        )
        return [
            ThreadMember(id=row["id"], in_reply_to_id=row["in_reply_to_id"], account_id=row["account_id"])
            for row in rows
        ]
