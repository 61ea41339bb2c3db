"""Ids sort in the order of making, and none of them leads to another one."""

from datetime import UTC, datetime

from gotosocial.util.clock import to_millis
from gotosocial.util.ulid import Ulids, is_ulid


class StandingClock:
    """A clock on which no time passes."""

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)

    def millis(self) -> int:
        return to_millis(self.now())

    def monotonic(self) -> float:
        return 0.0


def test_ids_of_one_millisecond_sort_in_the_order_of_making() -> None:
    ulids = Ulids(StandingClock())
    made = [ulids.new() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert all(map(is_ulid, made))
    assert len({one[:10] for one in made}) == 1


def test_the_neighbours_of_an_id_cannot_be_guessed() -> None:
    ulids = Ulids(StandingClock())
    made = [ulids.new() for _ in range(200)]
    # The last nine letters are 45 bits; ids that were counted up would share most of them.
    assert len({one[:17] for one in made}) > 190
