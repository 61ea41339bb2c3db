"""What a lane says, and does, while it can claim nothing."""

from typing import Any, cast

from twisted.internet.task import Clock
from twisted.logger import LogEvent, LogLevel, capturedLogs, formatEvent

from gotosocial.errors import Overloaded
from gotosocial.jobs.lane import LaneRunner
from gotosocial.models.job_row import JobRow
from gotosocial.storage.stores import Database
from tests.support.clocks import MovedClock


class Shelf:
    """The jobs of a database that may be away."""

    def __init__(self) -> None:
        self.jobs = self
        self.error: Exception | None = None
        self.asked = 0

    async def claim(self, *_: Any) -> list[JobRow]:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return []

    async def next_run_at(self, lane: str) -> int | None:
        return None


async def nothing(row: JobRow) -> int | None:
    return None


def a_lane(shelf: Shelf, clock: Clock) -> LaneRunner:
    return LaneRunner("own", 1, cast(Database, shelf), nothing, MovedClock(), clock)


def texts(events: list[LogEvent]) -> list[tuple[LogLevel, str]]:
    return [(event["log_level"], formatEvent(event)) for event in events]


def test_an_outage_is_one_line_and_is_tried_again_all_the_time() -> None:
    shelf, clock = Shelf(), Clock()
    lane = a_lane(shelf, clock)
    for _ in range(2):
        shelf.error, shelf.asked = Overloaded(detail="the database is away"), 0
        with capturedLogs() as events:
            lane.open()
            clock.pump([5.0] * 12)
        assert shelf.asked == 13
        assert [level for level, _ in texts(events)] == [LogLevel.warn]
        assert "the database is away" in texts(events)[0][1]
        shelf.error = None
        clock.pump([5.0])


def test_what_nobody_expected_is_told_each_time_with_its_trace() -> None:
    shelf, clock = Shelf(), Clock()
    shelf.error = ValueError("a bug")
    with capturedLogs() as events:
        a_lane(shelf, clock).open()
        clock.pump([5.0] * 2)
    assert [event["log_failure"].type for event in events] == [ValueError] * 3
