"""A site that answers slowly has few activities under way, and holds up nobody else."""

from contextlib import ExitStack

import pytest

from gotosocial.errors import TryAgainLater
from gotosocial.handlers.inbox.slow_sites import MOST_SLOW, SLOW_SECONDS, SlowSites
from tests.support.clocks import MovedClock


def test_only_what_takes_long_is_limited_and_only_for_its_site() -> None:
    sites, clock = SlowSites(), MovedClock()
    with ExitStack() as under_way:
        for _ in range(3 * MOST_SLOW):
            under_way.enter_context(sites.turn("evil.example", clock))
        clock.ahead += SLOW_SECONDS + 1
        with pytest.raises(TryAgainLater), sites.turn("evil.example", clock):
            pass
        with sites.turn("good.example", clock):
            pass
    with sites.turn("evil.example", clock):
        pass
    assert sites == SlowSites()


def test_an_error_ends_a_turn_too() -> None:
    sites, clock = SlowSites(), MovedClock()
    with pytest.raises(ValueError, match="wrong"), sites.turn("evil.example", clock):
        raise ValueError("wrong")
    assert sites == SlowSites()
