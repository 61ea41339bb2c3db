"""How long to wait before the next try: exponential, with jitter, with a cap."""

import random


def delay(attempt: int, *, first: float, cap: float, jitter: float = 0.3) -> float:
    """Return the seconds to wait after so many failed attempts (1 = the first failure)."""
    exact = min(first * 2.0 ** min(attempt - 1, 60), cap)
    return exact * (1 + random.uniform(-jitter, jitter))
