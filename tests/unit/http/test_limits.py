"""Counting requests, sharing slots, and knowing whom an address belongs to."""

from datetime import UTC, datetime

import attrs
import pytest
from twisted.internet.task import Clock as Timers

from gotosocial.errors import Overloaded
from gotosocial.http.addresses import NetworkSet, client_addresses, networks
from gotosocial.http.limits import MAX_KEYS, RateLimiter
from gotosocial.http.throttle import LONGEST_WAIT, Throttle
from gotosocial.util.clock import from_millis


@attrs.define
class Hands:
    """A clock whose hands are moved by the test."""

    seconds: float = 1000.0

    def now(self) -> datetime:
        return from_millis(self.millis())

    def millis(self) -> int:
        return int(self.seconds * 1000)

    def monotonic(self) -> float:
        return self.seconds


def test_a_window_counts_down_and_begins_anew() -> None:
    clock = Hands()
    limiter = RateLimiter(clock)
    verdicts = [limiter.hit("a", 2) for _ in range(3)]
    assert [(one.remaining, one.is_over) for one in verdicts] == [(1, False), (0, False), (0, True)]
    assert verdicts[0].reset == "1970-01-01T00:21:40.000Z"
    assert verdicts[2].retry_after == 300
    assert limiter.hit("b", 2).remaining == 1
    clock.seconds += 299
    assert limiter.hit("a", 2).is_over
    clock.seconds += 1
    assert not limiter.hit("a", 2).is_over


def test_the_limiter_forgets_rather_than_grows() -> None:
    limiter = RateLimiter(Hands())
    for number in range(MAX_KEYS + 10):
        limiter.hit(str(number), 5)
    assert len(limiter._counts) == MAX_KEYS
    assert limiter.hit("0", 5).remaining == 4
    assert limiter.hit(str(MAX_KEYS), 5).remaining == 3


def test_slots_then_backlog_then_overload() -> None:
    throttle = Throttle(2, 1, 30.0, Timers())
    assert throttle.enter() is None
    assert throttle.enter() is None
    waiting = throttle.enter()
    assert waiting is not None
    assert not waiting.called
    with pytest.raises(Overloaded) as caught:
        throttle.enter()
    assert caught.value.retry_after == 30
    throttle.leave()
    assert waiting.called
    throttle.leave()
    throttle.leave()
    assert throttle.enter() is None


def test_who_waits_too_long_is_sent_away_and_holds_no_slot() -> None:
    timers = Timers()
    throttle = Throttle(1, 5, 30.0, timers)
    assert throttle.enter() is None
    patient, late = throttle.enter(), throttle.enter()
    assert patient is not None
    assert late is not None
    failures: list[object] = []
    late.addErrback(lambda failure: failures.append(failure.value))
    throttle.leave()
    timers.advance(LONGEST_WAIT)
    assert patient.called
    assert isinstance(failures[0], Overloaded)
    throttle.leave()
    assert throttle.enter() is None
    assert timers.getDelayedCalls() == []


def test_no_slots_means_no_limit() -> None:
    throttle = Throttle(0, 0, 30.0, Timers())
    assert [throttle.enter() for _ in range(1000)] == [None] * 1000


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("9.9.9.9", "1.2.3.4", "9.9.9.9"),
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("::ffff:127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "1.2.3.4, 10.1.1.1", "1.2.3.4"),
        ("127.0.0.1", "10.2.2.2, 10.1.1.1", "10.2.2.2"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, nonsense, 10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "1.2.3.4:5555", "1.2.3.4"),
        ("127.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
        ("", "1.2.3.4", "1.2.3.4"),
        ("", "", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, client: str) -> None:
    assert client_addresses(("127.0.0.1/32", "10.0.0.0/8")).find(peer, forwarded) == client


def test_addresses_are_looked_up_in_networks() -> None:
    allowed = NetworkSet(networks(["192.0.2.7/24", " 2001:db8::/32 ", ""]))
    assert "192.0.2.200" in allowed
    assert "2001:db8:5::1" in allowed
    assert "192.0.3.1" not in allowed
    assert "no address" not in allowed
    with pytest.raises(ValueError, match="does not appear"):
        networks(["nonsense"])


def test_the_clock_of_these_tests_is_in_utc() -> None:
    assert Hands().now() == datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC)
