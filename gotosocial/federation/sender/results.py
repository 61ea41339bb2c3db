"""From an outcome to what is written of it: how long a delivery that fails by itself is tried. Pure."""

from gotosocial.federation.sender.outcome import Meaning, Outcome
from gotosocial.models.delivery import DeliveryResult, DeliveryState, WaitingDelivery
from gotosocial.util.backoff import delay

DAY_MILLIS = 86_400_000
REFUSED_FOR = DAY_MILLIS
"""How long an inbox that answers 401 or 403 is tried."""
STUMBLED_FOR = 7 * DAY_MILLIS
"""How long an activity is tried that a host which is well otherwise cannot digest."""
_ENDS = {
    Meaning.ARRIVED: DeliveryState.DELIVERED,
    Meaning.GONE: DeliveryState.GONE,
    Meaning.REJECTED: DeliveryState.FAILED,
}


def answered(row: WaitingDelivery, outcome: Outcome, now: int) -> DeliveryResult:
    """Return the result of an attempt that was answered; who was refused for less than a day waits."""
    state = _ENDS.get(outcome.meaning)
    if state is None:
        return _again(row, outcome, now, first=300, cap=4 * 3600, longest=REFUSED_FOR)
    return DeliveryResult(id=row.id, state=state, answer=outcome.words, tried_at=now)


def parked(row: WaitingDelivery, outcome: Outcome, now: int) -> DeliveryResult:
    """Return the result of an attempt that failed while the host took other things."""
    return _again(row, outcome, now, first=60, cap=6 * 3600, longest=STUMBLED_FOR)


def still_waiting(row: WaitingDelivery, outcome: Outcome, now: int) -> DeliveryResult:
    """Return the result of an attempt for whose failure the host is to blame: it keeps its place."""
    return DeliveryResult(
        id=row.id,
        state=DeliveryState.WAITING,
        answer=outcome.words,
        tried_at=now,
        failing_since=row.failing_since,
    )


def _again(
    row: WaitingDelivery, outcome: Outcome, now: int, *, first: float, cap: float, longest: int
) -> DeliveryResult:
    since = row.failing_since if row.failing_since is not None else now
    wait = max(delay(row.attempts + 1, first=first, cap=cap), min(outcome.retry_after or 0, cap))
    is_over = now - since >= longest
    return DeliveryResult(
        id=row.id,
        state=DeliveryState.FAILED if is_over else DeliveryState.WAITING,
        answer=outcome.words,
        tried_at=now,
        failing_since=since,
        retry_at=0 if is_over else now + int(wait * 1000),
    )
