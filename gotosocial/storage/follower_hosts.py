"""Which authors are followed from a certain server: its people share what it may fetch for any of them."""

from collections.abc import Sequence

import attrs

from gotosocial.storage.database import Querier

_FOLLOWED = """
SELECT f.target_id AS author_id, MAX(CASE WHEN b.id IS NULL THEN 0 ELSE 1 END) AS is_mutual
FROM follows f
JOIN accounts a ON a.id = f.account_id
LEFT JOIN follows b ON b.account_id = f.target_id AND b.target_id = f.account_id
WHERE f.target_id IN :author_ids AND a.uri >= :first AND a.uri < :beyond AND a.suspended_at IS NULL
GROUP BY f.target_id"""


@attrs.frozen
class FollowerHosts:
    """Authors as one other server sees them."""

    querier: Querier

    async def followed(self, author_ids: Sequence[str], origin: str) -> dict[str, bool]:
        """Return those of the authors whom somebody at ``https://host`` follows.

        The value tells whether one of these followers is followed back.
        """
        rows = await self.querier.all(
            _FOLLOWED, author_ids=author_ids, first=f"{origin}/", beyond=f"{origin}0"
        )
        return {row["author_id"]: bool(row["is_mutual"]) for row in rows}
