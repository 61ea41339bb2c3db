"""What an answer means, and how long a delivery that fails by itself is tried."""

import pytest

from gotosocial.errors import RemoteFailed
from gotosocial.federation.sender.outcome import ANSWERS, Meaning, Outcome, read_failure, read_status
from gotosocial.federation.sender.results import REFUSED_FOR, STUMBLED_FOR, answered, parked, still_waiting
from gotosocial.models.delivery import WaitingDelivery

NOW = 1_700_000_000_000


def row(attempts: int = 0, failing_since: int | None = None) -> WaitingDelivery:
    return WaitingDelivery(id=1, activity_id="a", inbox="i", attempts=attempts, failing_since=failing_since)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Meaning.ARRIVED),
        (202, Meaning.ARRIVED),
        (204, Meaning.ARRIVED),
        (404, Meaning.GONE),
        (410, Meaning.GONE),
        (301, Meaning.REFUSED),
        (401, Meaning.REFUSED),
        (403, Meaning.REFUSED),
        (400, Meaning.REJECTED),
        (405, Meaning.REJECTED),
        (413, Meaning.REJECTED),
        (422, Meaning.REJECTED),
        (451, Meaning.REJECTED),
        (429, Meaning.BUSY),
        (502, Meaning.AWAY),
        (503, Meaning.AWAY),
        (504, Meaning.AWAY),
        (521, Meaning.AWAY),
        (500, Meaning.DOUBTFUL),
        (501, Meaning.DOUBTFUL),
        (408, Meaning.DOUBTFUL),
        (599, Meaning.DOUBTFUL),
    ],
)
def test_a_status_has_one_meaning(status: int, meaning: Meaning) -> None:
    outcome = read_status(status, 7.0)
    assert outcome.meaning is meaning
    assert outcome.words.startswith(str(status))
    assert outcome.retry_after == 7.0


def test_every_status_is_understood() -> None:
    assert {read_status(status).meaning for status in range(100, 1000)} == set(Meaning)


def test_no_answer_means_that_the_host_is_away() -> None:
    outcome = read_failure(RemoteFailed("a.test", can_retry=True, detail="no connection"))
    assert (outcome.meaning, outcome.words) == (Meaning.AWAY, "no connection")
    outcome = read_failure(RemoteFailed("a.test", can_retry=False, detail="not a URL"))
    assert outcome.meaning is Meaning.DOUBTFUL
    outcome = read_failure(RemoteFailed("a.test", can_retry=False, status=302, detail="leads elsewhere"))
    assert (outcome.meaning, outcome.words) == (Meaning.REFUSED, "302 Found: leads elsewhere")


def test_only_answers_show_that_a_host_is_well() -> None:
    assert {read_status(status).meaning for status in (500, 503, 429)}.isdisjoint(ANSWERS)
    assert {read_status(status).meaning for status in (200, 401, 404, 422)} == ANSWERS


@pytest.mark.parametrize(
    ("meaning", "state"),
    [
        (Meaning.ARRIVED, "delivered"),
        (Meaning.GONE, "gone"),
        (Meaning.REJECTED, "failed"),
    ],
)
def test_what_has_ended_is_not_tried_again(meaning: Meaning, state: str) -> None:
    result = answered(row(3, NOW - 5), Outcome(meaning, "words"), NOW)
    assert (result.state, result.retry_at, result.answer, result.tried_at) == (state, 0, "words", NOW)


@pytest.mark.parametrize(
    ("read", "meaning", "longest"),
    [(answered, Meaning.REFUSED, REFUSED_FOR), (parked, Meaning.DOUBTFUL, STUMBLED_FOR)],
)
def test_who_fails_alone_is_tried_for_a_bounded_time(read: object, meaning: Meaning, longest: int) -> None:
    assert callable(read)
    first = read(row(), Outcome(meaning, ""), NOW)
    assert (first.state, first.failing_since) == ("waiting", NOW)
    assert NOW < first.retry_at < NOW + 600_000
    later = read(row(9, NOW), Outcome(meaning, ""), NOW + longest - 1)
    assert (later.state, later.failing_since) == ("waiting", NOW)
    assert later.retry_at > NOW + longest
    last = read(row(10, NOW), Outcome(meaning, ""), NOW + longest)
    assert (last.state, last.retry_at) == ("failed", 0)


def test_a_host_that_is_to_blame_costs_no_place_in_the_line() -> None:
    result = still_waiting(row(4, 17), Outcome(Meaning.AWAY, "words", 60.0), NOW)
    assert (result.state, result.retry_at, result.failing_since) == ("waiting", 0, 17)


def test_retry_after_of_one_delivery_is_kept_to() -> None:
    result = parked(row(), Outcome(Meaning.DOUBTFUL, "", 3600.0), NOW)
    assert result.retry_at - NOW >= 3_600_000
    result = parked(row(), Outcome(Meaning.DOUBTFUL, "", 1e9), NOW)
    assert result.retry_at - NOW <= 6 * 3_600_000
