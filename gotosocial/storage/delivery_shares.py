"""Which process sends to which part of all destinations, so that no two send the same thing.

Destinations are divided by a hash of their names. Each part is held by one process under a lease.
"""

from collections.abc import Sequence

import attrs

from gotosocial.storage.database import Querier

_CLAIM = """
INSERT INTO delivery_shares (share, holder, held_until) VALUES (:share, :holder, :held_until)
ON CONFLICT (share) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
WHERE delivery_shares.holder = excluded.holder OR delivery_shares.held_until <= :now"""


@attrs.frozen
class DeliveryShares:
    """Leases by number. Times are milliseconds."""

    querier: Querier

    async def claim(self, shares: Sequence[int], holder: str, now: int, held_until: int) -> None:
        """Take or keep those parts that nobody else holds."""
        await self.querier.batch(
            _CLAIM,
            [
                {"share": share, "holder": holder, "now": now, "held_until": held_until}
                for share in sorted(shares)
            ],
        )

    async def held(self, holder: str, now: int) -> list[int]:
        """Return the parts that the process holds now."""
        rows = await self.querier.all(
            "SELECT share FROM delivery_shares WHERE holder = :holder AND held_until > :now ORDER BY share",
            holder=holder,
            now=now,
        )
        return [row["share"] for row in rows]

    async def release(self, holder: str) -> None:
        """Let others have what the process holds."""
        await self.querier.run("DELETE FROM delivery_shares WHERE holder = :holder", holder=holder)
