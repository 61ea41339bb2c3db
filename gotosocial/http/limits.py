"""How often a client may call: a fixed window of five minutes per key (rows O-17 and K4-36).

All windows end together, so that forgetting is one ``clear`` and the reset time is the same text for
everybody. Memory is bounded: past ``MAX_KEYS`` the keys that were counted first are forgotten.
"""

import attrs

from gotosocial.util.clock import Clock, from_millis, iso

WINDOW = 300.0
MAX_KEYS = 100_000


@attrs.frozen
class Verdict:
    """What the limiter says about one request; ``reset`` is a time in the format of the API."""

    limit: int
    remaining: int
    reset: str
    retry_after: float
    is_over: bool


@attrs.define
class RateLimiter:
    """Counts requests per key in windows of ``WINDOW`` seconds."""

    _clock: Clock
    _counts: dict[str, int] = attrs.field(factory=dict, init=False)
    _ends_at: float = attrs.field(default=0.0, init=False)
    _reset: str = attrs.field(default="", init=False)

    def hit(self, key: str, limit: int) -> Verdict:
        """Count one request and tell how many more may follow; ``limit`` is per window."""
        now = self._clock.monotonic()
        if now >= self._ends_at:
            self._begin(now)
        counts = self._counts
        count = counts.get(key, 0) + 1
        if count == 1 and len(counts) >= MAX_KEYS:
            del counts[next(iter(counts))]
        counts[key] = count
        remaining = limit - count
        return Verdict(limit, max(remaining, 0), self._reset, self._ends_at - now, remaining < 0)

    def look(self, key: str, limit: int) -> Verdict:
        """Tell what ``hit`` would say if nothing more came; nothing is counted."""
        now = self._clock.monotonic()
        if now >= self._ends_at:
            self._begin(now)
        remaining = limit - self._counts.get(key, 0)
        return Verdict(limit, max(remaining, 0), self._reset, self._ends_at - now, remaining <= 0)

    def _begin(self, now: float) -> None:
        self._counts.clear()
        self._ends_at = now + WINDOW
        self._reset = iso(from_millis(self._clock.millis() + int(WINDOW * 1000)))
