"""One line a minute where Twisted writes three for every other connection: no file descriptor was left.

It turns such connections away, and names their addresses, which the admin may not want in the log.
"""

from collections.abc import Callable

import attrs
from twisted.logger import ILogObserver, LogEvent, LogLevel
from zope.interface import implementer

QUIET_SECONDS = 60.0
_ITS_LINES = (
    "EMFILE encountered",
    "EMFILE recovery",
    "Re-reserving EMFILE recovery",
    "Could not accept new connection",
)
_OURS = (
    "connections are turned away: the system gives this process no more of them;"
    " raise its limit of open files (ulimit -n, LimitNOFILE of systemd)"
)


@implementer(ILogObserver)
@attrs.define
class Crowded:
    """Stands before another observer and tells it in our words, now and then."""

    observer: Callable[[LogEvent], object]
    _told_at: float | None = attrs.field(default=None, init=False)

    def __call__(self, event: LogEvent) -> None:
        """Pass the event on, unless it is one of many about the same."""
        text = event.get("log_format")
        if not isinstance(text, str) or not text.startswith(_ITS_LINES):
            self.observer(event)
            return
        now: float = event["log_time"]
        # The clock may have been set back meanwhile.
        if self._told_at is None or abs(now - self._told_at) >= QUIET_SECONDS:
            self._told_at = now
            self.observer({**event, "log_level": LogLevel.warn, "log_format": _OURS})
