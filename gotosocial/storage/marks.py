"""What one viewer did to the statuses of a page, all of it in one statement."""

from collections.abc import Sequence

import attrs

from gotosocial.models.marks import Marks
from gotosocial.models.status import Status
from gotosocial.storage.database import Querier

_FACTS = """
SELECT 'favourite' AS kind, status_id AS id FROM favourites
WHERE account_id = :viewer_id AND status_id IN :ids
UNION ALL
SELECT 'reblog' AS kind, boost_of_id AS id FROM statuses
WHERE account_id = :viewer_id AND boost_of_id IN :ids AND boost_of_id <> ''
UNION ALL
SELECT 'bookmark' AS kind, status_id AS id FROM bookmarks
WHERE account_id = :viewer_id AND status_id IN :ids
UNION ALL
SELECT 'mute' AS kind, thread_id AS id FROM thread_mutes
WHERE account_id = :viewer_id AND thread_id IN :threads"""


@attrs.frozen
class MarksShelf:
    """Reads favourites, boosts, bookmarks and thread mutes of one viewer together."""

    querier: Querier

    async def load(self, viewer_id: str, statuses: Sequence[Status]) -> dict[str, Marks]:
        """Return the marks of every status by its id; a boost has those of what it boosts.

        Where the boosted status is not among the statuses, the boost's own thread counts for the mute.
        """
        threads = {status.id: status.thread_id for status in statuses}
        rows = await self.querier.all(
            _FACTS,
            viewer_id=viewer_id,
            ids=list({status.original_id for status in statuses}),
            threads=list(set(threads.values())),
        )
        facts = {(row["kind"], row["id"]) for row in rows}
        return {
            status.id: Marks(
                is_favourited=("favourite", status.original_id) in facts,
                is_reblogged=("reblog", status.original_id) in facts,
                is_bookmarked=("bookmark", status.original_id) in facts,
                is_muted=("mute", threads.get(status.original_id, status.thread_id)) in facts,
            )
            for status in statuses
        }
