"""Custom emojis of other servers that nothing uses any more, found from both ends (row D-14).

Who uses an emoji stands in lists within statuses, their earlier versions and accounts. Nobody asks the
database what is in a list: the lists that are not empty are read along an index of their own, part by part.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import attrs

from gotosocial.models.kept_file import KeptFile
from gotosocial.storage.database import Querier
from gotosocial.storage.json_lists import texts_from_json
from gotosocial.storage.kept_files import EMOJIS, kept
from gotosocial.util.clock import to_millis

EmojiUser = Literal["accounts", "statuses", "status_edits"]
_OLD = "e.domain <> '' AND NOT e.is_disabled AND e.created_at < :before AND e.used_at < :before"


@attrs.frozen
class UnusedEmojis:
    """What may be unused, and what is used. For jobs."""

    querier: Querier

    async def list_old(self, before: datetime, after: str, limit: int) -> list[KeptFile]:
        """Return emojis of other servers that came, and were looked at, before the time only; sorted by id.

        Those with ids larger than ``after``. What an admin has disabled is left out: it would come back.
        """
        rows = await self.querier.scan(
            f"{EMOJIS} WHERE e.id > :after AND {_OLD} ORDER BY e.id LIMIT :row_limit",
            before=to_millis(before),
            after=after,
            row_limit=limit,
        )
        return [kept(row) for row in rows]

    async def users(self, of: EmojiUser, after: str, limit: int) -> list[tuple[str, tuple[str, ...]]]:
        """Return who uses emojis, and the ids of these; those with ids larger than ``after``, sorted."""
        rows = await self.querier.scan(
            f"SELECT id, emoji_ids FROM {of} WHERE emoji_ids <> '[]' AND id > :after"
            " ORDER BY id LIMIT :row_limit",
            after=after,
            row_limit=limit,
        )
        return [(row["id"], texts_from_json(row["emoji_ids"])) for row in rows]

    async def delete(self, ids: Sequence[str], before: datetime) -> frozenset[str]:
        """Forget those of the emojis that nobody has looked at since; return their ids.

        Removing their files is the caller's part.
        """
        rows = await self.querier.all(
            f"DELETE FROM emojis AS e WHERE e.id IN :ids AND {_OLD} RETURNING id",
            ids=ids,
            before=to_millis(before),
        )
        self.querier.tell("emojis", "")
        return frozenset(row["id"] for row in rows)
