"""How far somebody has read (row T-13)."""

from collections.abc import Mapping, Sequence

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.marker import Marker
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import is_ulid

TIMELINES = ("home", "notifications")


@attrs.frozen
class Markers:
    """Reads and sets the markers of an account."""

    db: Database
    clock: Clock

    async def read(self, requester: Requester, timelines: Sequence[str]) -> Sequence[Marker]:
        """Return the markers that are set for these timelines."""
        return await self.db.markers.list(requester.account_id, _known(timelines))

    async def put(self, requester: Requester, last_read: Mapping[str, str]) -> list[Marker]:
        """Set markers by timeline and return them."""
        for timeline, status_id in last_read.items():
            if not is_ulid(status_id):
                raise Invalid(f"{timeline}[last_read_id] is not an id")
        _known(list(last_read))

        async def deed(t: Transaction) -> list[Marker]:
            now = self.clock.now()
            return [
                await t.markers.put(requester.account_id, timeline, status_id, now)
                for timeline, status_id in last_read.items()
            ]

        return await self.db.transact(deed)


def _known(timelines: Sequence[str]) -> list[str]:
    for timeline in timelines:
        if timeline not in TIMELINES:
            raise Invalid(f"there are markers for {' and '.join(TIMELINES)}, not for {timeline!r}")
    return list(timelines)
