"""How far somebody has read (row T-13)."""

from collections.abc import Mapping, Sequence

import attrs

from gotosocial.models.marker import Marker
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock


@attrs.frozen
class Markers:
    """Reads and sets the markers of an account."""

    db: Database
    clock: Clock

    async def read(self, requester: Requester, timelines: Sequence[str]) -> Sequence[Marker]:
        """Return the markers that are set for these timelines."""
        return await self.db.markers.list(requester.account_id, timelines)

    async def put(self, requester: Requester, last_read: Mapping[str, str]) -> list[Marker]:
        """Set markers by timeline and return them."""

        async def deed(t: Transaction) -> list[Marker]:
            now = self.clock.now()
            return [
                await t.markers.put(requester.account_id, timeline, status_id, now)
                for timeline, status_id in last_read.items()
            ]

        return await self.db.transact(deed)
