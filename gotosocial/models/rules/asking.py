"""When another server that does not answer is asked again whether somebody may follow (row U3-39)."""

from datetime import timedelta

WAITS = (
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=30),
)
"""How long is waited before the first time, before the second, and so on."""


def next_wait(times_asked: int) -> timedelta | None:
    """Return how long is waited until the next time, after so many; None where that was the last one."""
    return WAITS[times_asked] if times_asked < len(WAITS) else None
