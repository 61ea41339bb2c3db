"""Threads: who answered whom, up to the root and down to the leaves."""

from collections.abc import Sequence

import attrs

from gotosocial.models.status import Status
from gotosocial.models.thread_member import ThreadMember
from gotosocial.storage.database import Querier

_MOST_ORPHANS = 1_000
_MOST_LEVELS = 512
_ORPHANS = (
    "SELECT id, thread_id, account_id FROM statuses"
    " WHERE in_reply_to_uri = :uri AND in_reply_to_uri <> '' AND in_reply_to_id = '' ORDER BY id LIMIT :limit"
)
_ADOPT = (
    "UPDATE statuses SET in_reply_to_id = :parent_id, in_reply_to_account_id = :account_id WHERE id IN :ids"
)
_MUTE_JOINED = """
INSERT INTO thread_mutes (account_id, thread_id, created_at)
SELECT account_id, :thread_id, MIN(created_at) FROM thread_mutes WHERE thread_id IN :others
GROUP BY account_id
ON CONFLICT DO NOTHING"""


@attrs.frozen(kw_only=True)
class Adopted:
    """How many answers were joined to their parent, and the thread in which they all are now."""

    count: int
    thread_id: str


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

    async def adopt(self, parent: Status) -> "Adopted":
        """Join the answers that came before their parent to it, with all that hangs on them.

        Belongs in the transaction that inserts the parent. At most a thousand answers are joined. A parent
        that stands alone moves into the thread of its answers: where a conversation is fetched upwards, all
        of it would be written again for each step otherwise.
        """
        rows = await self.querier.all(_ORPHANS, uri=parent.uri, limit=_MOST_ORPHANS)
        # A status that claims to answer itself, or what hangs on it, stays where it is.
        orphans = [row for row in rows if row["thread_id"] != parent.thread_id and row["id"] != parent.id]
        if not orphans:
            return Adopted(count=0, thread_id=parent.thread_id)
        await self.querier.run(
            _ADOPT, parent_id=parent.id, account_id=parent.account_id, ids=[row["id"] for row in orphans]
        )
        kept = parent.thread_id if parent.in_reply_to_id else orphans[0]["thread_id"]
        await self._join(kept, sorted({parent.thread_id, *(row["thread_id"] for row in orphans)} - {kept}))
        own = [row["id"] for row in orphans if row["account_id"] == parent.account_id]
        if parent.is_monologue and own:
            await self._continue_monologue(own, parent.account_id)
        for row in orphans:
            self.querier.tell("status", row["id"])
        return Adopted(count=len(orphans), thread_id=kept)

    async def _join(self, thread_id: str, others: Sequence[str]) -> None:
        """Make one thread of several; who muted one of them has muted the whole."""
        rows = await self.querier.all(
            "UPDATE statuses SET thread_id = :thread_id WHERE thread_id IN :others AND boost_of_id = ''"
            " RETURNING id",
            thread_id=thread_id,
            others=others,
        )
        for row in rows:
            self.querier.tell("status", row["id"])
        muted = await self.querier.run(_MUTE_JOINED, thread_id=thread_id, others=others)
        await self.querier.run("DELETE FROM thread_mutes WHERE thread_id IN :others", others=others)
        if muted:
            self.querier.tell("marks", "")

    async def _continue_monologue(self, ids: Sequence[str], author_id: str) -> None:
        """What the author answered to themselves is a monologue again, level by level."""
        for _ in range(_MOST_LEVELS):
            rows = await self.querier.all(
                "UPDATE statuses SET is_monologue = TRUE WHERE id IN :ids AND NOT is_monologue RETURNING id",
                ids=ids,
            )
            if not rows:
                return
            answers = await self.querier.all(
                "SELECT id FROM statuses WHERE in_reply_to_id IN :parents AND in_reply_to_id <> ''"
                " AND account_id = :author_id",
                parents=[row["id"] for row in rows],
                author_id=author_id,
            )
            ids = [row["id"] for row in answers]
