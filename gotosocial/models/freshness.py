"""How old what is known of another server may be before it is fetched again (row K-01)."""

from datetime import datetime, timedelta
from enum import Enum


class Freshness(Enum):
    """How new an answer has to be: the windows of accounts and of statuses, in seconds."""

    STALE = (6 * 3600, 2 * 3600)
    """What is known will do, unless it is old."""
    FRESH = (300, 300)
    """Somebody looks at it right now."""
    FRESHEST = (5, 5)
    """A decision hangs on it, or its own server has just said that it changed."""

    @property
    def of_accounts(self) -> timedelta:
        """The age up to which an account is fresh enough."""
        return timedelta(seconds=self.value[0])

    @property
    def of_statuses(self) -> timedelta:
        """The age up to which a status is fresh enough."""
        return timedelta(seconds=self.value[1])


def is_fresh(fetched_at: datetime | None, window: timedelta, now: datetime) -> bool:
    """Tell whether something that was fetched then is still within its window; never fetched is not."""
    return fetched_at is not None and now - fetched_at < window
