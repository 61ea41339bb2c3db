"""How much may be in process at once: slots, a bounded backlog, and 503 past both (row O-18)."""

from collections import deque
from typing import Any

import attrs
from twisted.internet.defer import Deferred

from gotosocial.errors import Overloaded

LONGEST_WAIT = 30.0


@attrs.define
class Throttle:
    """Hands out ``slots`` at once and lets as many as ``backlog`` wait; no slots means no limit."""

    _slots: int
    _backlog: int
    _retry_after: float
    _reactor: Any
    _running: int = attrs.field(default=0, init=False)
    _waiting: deque[Deferred[None]] = attrs.field(factory=deque, init=False)

    def enter(self) -> Deferred[None] | None:
        """Take a slot: None when there is one now, else a Deferred that fires when there is.

        Raises Overloaded, or fires with it, when the backlog is full or the wait too long.
        """
        if self._running < self._slots or not self._slots:
            self._running += 1
            return None
        if len(self._waiting) >= self._backlog:
            raise Overloaded(retry_after=self._retry_after)
        waiter: Deferred[None] = Deferred()
        self._waiting.append(waiter)
        late = self._reactor.callLater(LONGEST_WAIT, self._give_up, waiter)

        def admitted(result: Any) -> Any:
            if late.active():
                late.cancel()
            return result

        waiter.addBoth(admitted)
        return waiter

    def leave(self) -> None:
        """Give the slot back, at once to the one that has waited longest."""
        if self._waiting:
            self._waiting.popleft().callback(None)
        else:
            self._running -= 1

    def _give_up(self, waiter: Deferred[None]) -> None:
        self._waiting.remove(waiter)
        waiter.errback(Overloaded(retry_after=self._retry_after))
