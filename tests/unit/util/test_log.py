"""Log events become one line each, in the shape and with the time that the admin asked for."""

import io
import json

import pytest
from twisted.logger import LogEvent, Logger, LogLevel

from gotosocial.util import context
from gotosocial.util.log import Lines, clock_face, quoted

MOMENT = 1136214245.06789  # 2006-01-02 15:04:05.06789 UTC


def line_of(shape: str = "logfmt", least: object = LogLevel.info, **event: object) -> str:
    stream = io.StringIO()
    lines = Lines(stream=stream, least=least, shape=shape, clock=clock_face("15:04:05"))
    lines({"log_time": MOMENT, "log_level": LogLevel.info, "log_format": "hello", **event})
    return stream.getvalue()


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("02/01/2006 15:04:05.000", "02/01/2006 15:04:05.067"),
        ("2006-01-02T15:04:05.000000Z07:00", "2006-01-02T15:04:05.067890Z"),
        ("Mon, 02 Jan 2006 03:04PM -0700", "Mon, 02 Jan 2006 03:04PM +0000"),
        ("January 06, 100%", "January 06, 100%"),
        ("15h04,000", "15h04,067"),
    ],
)
def test_times_follow_gos_layouts(layout: str, shown: str) -> None:
    face = clock_face(layout)
    assert face is not None
    assert face(MOMENT) == shown


def test_an_empty_layout_leaves_the_time_out() -> None:
    assert clock_face("") is None


def test_logfmt_has_time_level_message_and_fields() -> None:
    line = line_of(log_format="{count} posts sent", count=3, host="example.org", reason="too late")
    assert line == 'timestamp=15:04:05 level=info msg="3 posts sent" host=example.org reason="too late"\n'


def test_json_has_the_same() -> None:
    assert json.loads(line_of("json", log_format="sent", count=3, good=True)) == {
        "timestamp": "15:04:05",
        "level": "info",
        "msg": "sent",
        "count": 3,
        "good": True,
    }


def test_an_entry_is_always_one_line() -> None:
    assert line_of(log_format="{text}", text="a\nlevel=error b").count("\n") == 1
    assert quoted('a"\n') == r'"a\"\n"'


def test_the_request_id_is_in_the_line() -> None:
    token = context.request_id.set("abc123")
    try:
        assert "request_id=abc123" in line_of()
    finally:
        context.request_id.reset(token)


def test_what_is_less_important_than_the_level_is_left_out() -> None:
    assert line_of(log_level=LogLevel.info, least=LogLevel.warn) == ""
    assert line_of(log_level=LogLevel.error, least=LogLevel.warn) != ""


def failure_event() -> LogEvent:
    events: list[LogEvent] = []
    try:
        raise ValueError("broken")
    except ValueError:
        Logger(observer=events.append).failure("it {what}", what="failed")
    return events[0]


def test_a_failure_is_one_line_with_its_traceback() -> None:
    line = line_of(**failure_event())
    assert line.count("\n") == 1
    assert 'msg="it failed"' in line
    assert 'error="ValueError: broken"' in line
    assert "test_log.py" in line


def test_people_at_a_terminal_see_no_traceback_unless_they_debug() -> None:
    assert line_of("plain", **failure_event()) == "error: it failed: ValueError: broken\n"
    assert "Traceback" in line_of("plain", least=LogLevel.debug, **failure_event())
