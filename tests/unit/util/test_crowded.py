"""A process without file descriptors says so once a minute, and names nobody."""

from twisted.logger import LogEvent, LogLevel

from gotosocial.util.crowded import Crowded


def heard(*events: LogEvent) -> list[LogEvent]:
    told: list[LogEvent] = []
    crowded = Crowded(told.append)
    for event in events:
        crowded({"log_level": LogLevel.info, **event})
    return told


def full(at: float) -> LogEvent:
    return {"log_time": at, "log_format": "EMFILE recovery: Closed socket from {address}", "address": "a"}


def test_other_events_pass_as_they_are() -> None:
    events = [{"log_level": LogLevel.info, "log_format": text} for text in ("serving", "EMF", None)]
    assert heard(*events) == events


def test_it_is_said_again_after_a_minute_and_where_the_clock_was_set_back() -> None:
    told = heard(full(1000), full(1001), full(1059), full(1060), full(1061), full(-2000), full(-1999))
    assert [event["log_time"] for event in told] == [1000, 1060, -2000]
    assert {event["log_level"] for event in told} == {LogLevel.warn}
