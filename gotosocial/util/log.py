"""Where log events become lines: logfmt or JSON, one line each, with the id of the request they belong to.

Everywhere else ``twisted.logger.Logger`` is used as it is. The text of an event is its message; fields that
the text does not name become fields of the line: ``log.info("delivered", host=host)`` gives ``msg=delivered
host=example.org``. Failures, also those of Deferreds that nobody looked at, carry a traceback in ``trace``.
"""

import json
import re
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO, cast

import attrs
from twisted.logger import ILogObserver, LogEvent, LogLevel, formatEvent, globalLogBeginner
from zope.interface import implementer

from gotosocial.util import context
from gotosocial.util.crowded import Crowded

_LEVELS = {
    "trace": LogLevel.debug,
    "debug": LogLevel.debug,
    "info": LogLevel.info,
    "warn": LogLevel.warn,
    "error": LogLevel.error,
    "fatal": LogLevel.critical,
}
_NAMES = {LogLevel.critical: "error"}
_TWISTEDS = ("log_", "message", "time", "isError", "system", "format")
_BARE = re.compile(r"[\w./:@+\-]+", re.ASCII)
_GO_LAYOUT = re.compile(
    r"2006|January|Jan|Monday|Mon|MST|Z07:00|-07:00|-0700|[.,]0+|[.,]9+|01|02|03|04|05|06|15|PM"
)
_STRFTIME = {
    "2006": "%Y", "06": "%y", "January": "%B", "Jan": "%b", "01": "%m", "Monday": "%A", "Mon": "%a",
    "02": "%d", "15": "%H", "03": "%I", "PM": "%p", "04": "%M", "05": "%S", "MST": "UTC", "Z07:00": "Z",
    "-07:00": "+00:00", "-0700": "+0000",
}  # fmt: skip


def begin(stream: TextIO, *, level: str, shape: str, timestamp: str) -> None:
    """Send all log events of this process to the stream; called once, before the reactor runs.

    ``level`` and ``shape`` as in ``log-level`` and ``log-format``; the shape ``plain`` is for people at a
    terminal. ``timestamp``: Go's layout of the time, empty for none.
    """
    lines = Lines(stream=stream, least=_LEVELS[level], shape=shape, clock=clock_face(timestamp))
    globalLogBeginner.beginLoggingTo(
        [cast(ILogObserver, Crowded(lines))], redirectStandardIO=False, discardBuffer=True
    )


def clock_face(layout: str) -> Callable[[float], str] | None:
    """Turn Go's layout of a time (``02/01/2006 15:04:05.000``) into a function of seconds since the epoch."""
    if not layout:
        return None
    digits = 0
    parts = []
    end = 0
    for match in _GO_LAYOUT.finditer(layout):
        parts.append(layout[end : match.start()].replace("%", "%%"))
        end = match.end()
        if match[0] in _STRFTIME:
            parts.append(_STRFTIME[match[0]])
        else:
            digits = min(len(match[0]) - 1, 6)
            parts.append(match[0][0] + "{fraction}")
    pattern = "".join([*parts, layout[end:].replace("%", "%%")])

    kept = (-1, "")

    def face(seconds: float) -> str:
        nonlocal kept
        whole = int(seconds)
        if whole != kept[0]:
            kept = whole, f"{datetime.fromtimestamp(whole, UTC):{pattern}}"
        micros = min(round((seconds - whole) * 1_000_000), 999_999)
        return kept[1].replace("{fraction}", f"{micros:06d}"[:digits])

    return face


@implementer(ILogObserver)
@attrs.frozen(kw_only=True)
class Lines:
    """An observer that writes one line for each event that is important enough."""

    stream: TextIO
    least: Any
    shape: str
    clock: Callable[[float], str] | None

    def __call__(self, event: LogEvent) -> None:
        """Write the event."""
        level = event.get("log_level", LogLevel.info)
        if level < self.least:
            return
        fields = self._fields(event, _NAMES.get(level, level.name))
        if self.shape == "json":
            line = json.dumps(fields, ensure_ascii=False, default=str)
        elif self.shape == "plain":
            line = self._plain(fields)
        else:
            line = " ".join(f"{name}={quoted(value)}" for name, value in fields.items())
        self.stream.write(line + "\n")
        self.stream.flush()

    def _fields(self, event: LogEvent, level: str) -> dict[str, object]:
        fields: dict[str, object] = {}
        if self.clock is not None:
            fields["timestamp"] = self.clock(event["log_time"])
        fields |= {"level": level, "msg": formatEvent(event)}
        if request_id := context.request_id.get():
            fields["request_id"] = request_id
        fields |= _extras(event)
        if (failure := event.get("log_failure")) is not None:
            fields |= {"error": f"{failure.type.__name__}: {failure.value}", "trace": failure.getTraceback()}
        return fields

    def _plain(self, fields: Mapping[str, object]) -> str:
        error = f": {fields['error']}" if "error" in fields else ""
        trace = f"\n{fields['trace']}" if "trace" in fields and self.least == LogLevel.debug else ""
        return f"{fields['level']}: {fields['msg']}{error}{trace}"


def quoted(value: object) -> str:
    """Write a value of logfmt: bare where that is safe, else in quotes and always on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _extras(event: LogEvent) -> dict[str, object]:
    named = {name for _, name, _, _ in string.Formatter().parse(event.get("log_format") or "") if name}
    return {
        name: value
        for name, value in event.items()
        if isinstance(value, str | int | float) and name not in named and not name.startswith(_TWISTEDS)
    }
