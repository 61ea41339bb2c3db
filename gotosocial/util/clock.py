"""Time as a thing that is handed over, so that tests decide what time it is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time of day and measures durations."""

    def now(self) -> datetime:
        """Return the current time, aware and in UTC, in whole milliseconds."""

    def millis(self) -> int:
        """Return the milliseconds since 1970-01-01 UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean anything."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the current time in UTC, cut to milliseconds as the database keeps it."""
        return from_millis(self.millis())

    def millis(self) -> int:
        """Return the milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()


def from_millis(millis: int) -> datetime:
    """Turn milliseconds since the epoch into an aware UTC datetime."""
    return EPOCH + timedelta(milliseconds=millis)


def to_millis(moment: datetime) -> int:
    """Turn an aware datetime into milliseconds since the epoch."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def maybe_from_millis(millis: int | None) -> datetime | None:
    """Turn a nullable column into a nullable time."""
    return None if millis is None else from_millis(millis)


def maybe_to_millis(moment: datetime | None) -> int | None:
    """Turn a nullable time into a nullable column."""
    return None if moment is None else to_millis(moment)


def whole_millis(moment: datetime) -> datetime:
    """Cut a time to milliseconds, as the database keeps it."""
    return from_millis(to_millis(moment))


def iso(moment: datetime) -> str:
    """Write an aware UTC time as the client API does: ``2024-01-31T12:34:56.789Z``."""
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"
