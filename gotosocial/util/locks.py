"""One at a time per key: keeps two coroutines from doing the same thing side by side."""

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from twisted.internet.defer import DeferredLock

T = TypeVar("T")


class KeyedLocks:
    """A lock for every key, made when needed and forgotten when nobody holds it."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[DeferredLock, int]] = {}

    async def run(self, key: Hashable, deed: Callable[[], Awaitable[T]]) -> T:
        """Wait for the key, do the deed, and let the next one in."""
        lock, waiting = self._locks.get(key, (DeferredLock(), 0))
        self._locks[key] = (lock, waiting + 1)
        try:
            await lock.acquire()
            try:
                return await deed()
            finally:
                lock.release()
        finally:
            lock, waiting = self._locks[key]
            if waiting == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, waiting - 1)
