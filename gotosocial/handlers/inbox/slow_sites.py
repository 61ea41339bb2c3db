"""Sites whose activities take long, because their servers answer slowly: they may have few under way.

Working an activity through may mean asking its server for parents, authors and proofs. One that answers after
a minute would soon hold every place of the lane, and nobody else would be heard.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from gotosocial.errors import TryAgainLater
from gotosocial.util.clock import Clock

SLOW_SECONDS = 2.0
MOST_SLOW = 4
"""How many activities of a site may be under way for longer than that."""
LATER = 15.0
"""Seconds until the next one is tried."""


@attrs.frozen
class SlowSites:
    """What is under way of each site, and since when."""

    _begun_at: dict[str, list[float]] = attrs.field(factory=dict, init=False)

    @contextmanager
    def turn(self, site: str, clock: Clock) -> Iterator[None]:
        """Count one activity of the site as under way; raise TryAgainLater where too many are for long."""
        begun_at, now = self._begun_at.setdefault(site, []), clock.monotonic()
        if sum(now - one > SLOW_SECONDS for one in begun_at) >= MOST_SLOW:
            raise TryAgainLater(LATER, "this server answers slowly, and others wait")
        begun_at.append(now)
        try:
            yield
        finally:
            begun_at.remove(now)
            if not begun_at:
                del self._begun_at[site]
