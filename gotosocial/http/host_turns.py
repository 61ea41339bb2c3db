"""Turns per host: so many requests at once, so many more that wait, and no more than that."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import attrs
from twisted.internet.defer import DeferredSemaphore

from gotosocial.errors import RemoteFailed

T = TypeVar("T")
AT_ONCE = 4
WAITING = 64


@attrs.define
class HostTurns:
    """Lets a bounded number of requests to each host run, the others wait in order."""

    _at_once: int = AT_ONCE
    _waiting: int = WAITING
    _turns: dict[str, tuple[DeferredSemaphore, int]] = attrs.field(factory=dict, init=False)

    async def run(self, host: str, deed: Callable[[], Awaitable[T]]) -> T:
        """Wait for a turn and do the deed; raise RemoteFailed at once where too many wait already."""
        semaphore, present = self._turns.get(host) or (DeferredSemaphore(self._at_once), 0)
        if present >= self._at_once + self._waiting:
            raise RemoteFailed(host, can_retry=True, detail="too many requests to this host wait already")
        self._turns[host] = (semaphore, present + 1)
        try:
            await semaphore.acquire()
            try:
                return await deed()
            finally:
                semaphore.release()
        finally:
            present = self._turns[host][1] - 1
            if present:
                self._turns[host] = (semaphore, present)
            else:
                del self._turns[host]
