"""Refuse requests that are too old or from the future, so that what was overheard cannot be sent again.

The window is wide because clocks are wrong and queues are slow: 12 hours back, 1 hour ahead (row H-02).
"""

from datetime import UTC, datetime, timedelta

from gotosocial.crypto.http_dates import read_http_date
from gotosocial.crypto.signed_request import BadSignature, RequestFacts

MAX_AGE = timedelta(hours=12)
MAX_AHEAD = timedelta(hours=1)


def check_date(facts: RequestFacts, now: datetime) -> bool:
    """Tell whether there is a Date header; raise BadSignature where it is malformed or out of the window."""
    text = facts.find("date")
    if text is None:
        return False
    moment = read_http_date(text)
    if moment is None:
        raise BadSignature("the Date header is malformed", detail=text[:100])
    _check_window(moment, now, "the Date header")
    return True


def check_created(created: int, now: datetime) -> None:
    """Raise BadSignature where the signature's time of making, in seconds, is out of the window."""
    _check_window(_moment(created), now, "the signature's time of making")


def check_expires(expires: float, now: datetime) -> None:
    """Raise BadSignature where the signature's end, in seconds, has passed."""
    if _moment(expires) < now:
        raise BadSignature("the signature has expired")


def _check_window(moment: datetime, now: datetime, what: str) -> None:
    if moment < now - MAX_AGE:
        raise BadSignature(f"{what} is more than 12 hours old")
    if moment > now + MAX_AHEAD:
        raise BadSignature(f"{what} is more than 1 hour ahead")


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as mistake:
        raise BadSignature("a time in the signature is out of range") from mistake
