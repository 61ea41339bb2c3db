"""Times and durations as they stand on the wire, in all the spellings that are met there."""

import re
from datetime import UTC, datetime, timedelta, timezone

YEARS = range(1900, 2201)
"""What lies outside is a mistake, such as the zero time of Go."""
LONGEST = 10_000_000.0
"""Seconds; no file plays for longer."""

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?"
    r" ?([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_DURATION = re.compile(
    r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?)?",
    re.ASCII | re.IGNORECASE,
)


def read_time(value: object) -> datetime | None:
    """Read a time of RFC 3339, or something close to it: with fractions, offsets, a space for the ``T``,
    without seconds, without an offset (UTC). None for anything else, and for absurd years.
    """
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int(((found[7] or "") + "000000")[:6])
    try:
        when = datetime(year, month, day, hour, minute, min(second, 59), micro, _zone(found[8] or "Z"))
        moment = when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None


def read_duration(value: object) -> float:
    """Read seconds: a number, or a duration of ISO 8601 such as ``PT1H2M3.5S``; 0 for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value <= LONGEST else 0.0
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) < 60 else None
    if found is None:
        return 0.0
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    total = days * 86_400 + hours * 3_600 + minutes * 60 + seconds
    return total if total <= LONGEST else 0.0


def _zone(offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    digits = offset[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-away if offset[0] == "-" else away)
