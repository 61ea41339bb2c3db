"""A clock that tests move."""

from datetime import datetime

from gotosocial.util.clock import SystemClock, from_millis


class MovedClock:
    """The time of day of this machine, moved ahead by as many seconds as the test says."""

    def __init__(self, ahead: float = 0) -> None:
        self.ahead = ahead
        self._system = SystemClock()

    def now(self) -> datetime:
        return from_millis(self.millis())

    def millis(self) -> int:
        return self._system.millis() + int(self.ahead * 1000)

    def monotonic(self) -> float:
        return self._system.monotonic() + self.ahead
