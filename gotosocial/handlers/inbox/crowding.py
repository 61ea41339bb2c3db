"""How much of each site waits to be worked through, so that none of them fills the queue for the others."""

import attrs

from gotosocial.errors import Overloaded
from gotosocial.jobs.kinds import Lane
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.lru import Lru

CROWDED = 100
"""With so many waiting, what comes next waits in a lane of its own."""
FULL = 10_000
"""With so many waiting, nothing more is taken."""
COUNTED_FOR = 2.0
"""Seconds for which a count is believed; what is kept meanwhile is added to it."""


@attrs.define
class _Count:
    waiting: int
    counted_at: float


@attrs.frozen
class Crowding:
    """Counts what waits of each site: a host, or all hosts below one domain that was bought."""

    db: Database
    clock: Clock
    _counts: Lru[str, _Count] = attrs.field(factory=lambda: Lru(5_000), init=False)

    async def lane_for(self, site: str) -> Lane:
        """Return where one more activity of the site waits; raise Overloaded where too many do."""
        now = self.clock.monotonic()
        count = self._counts.get(site)
        if count is None or now - count.counted_at > COUNTED_FOR:
            count = _Count(await self.db.seen_activities.count_waiting(site, FULL), now)
            self._counts.put(site, count)
        if count.waiting >= FULL:
            raise Overloaded("too much of this server waits to be worked through", retry_after=300)
        count.waiting += 1
        return Lane.CROWDED if count.waiting > CROWDED else Lane.INBOUND
