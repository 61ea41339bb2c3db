"""One fetch of a thing at a time, and none of what could not be fetched just now."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import attrs

from gotosocial.errors import Gone, Malformed, NotFound, RemoteFailed, Trouble
from gotosocial.util.clock import Clock
from gotosocial.util.locks import KeyedLocks
from gotosocial.util.lru import Lru

T = TypeVar("T")
MOST_FAILURES = 5_000
REFUSED_SECONDS = 300.0
UNREACHABLE_SECONDS = 60.0


@attrs.frozen
class Once:
    """Runs fetches by their URI. A deed looks into the database first: whoever waited finds it there."""

    clock: Clock
    _locks: KeyedLocks = attrs.field(factory=KeyedLocks, init=False)
    _failed: Lru[str, tuple[float, Trouble]] = attrs.field(factory=lambda: Lru(MOST_FAILURES), init=False)

    async def run(self, uri: str, deed: Callable[[], Awaitable[T]]) -> T:
        """Do the deed when nobody else does it for the URI; raise again what it raised a short while ago."""
        self._raise_failure(uri)
        return await self._locks.run(uri, partial(self._attempt, uri, deed))

    async def _attempt(self, uri: str, deed: Callable[[], Awaitable[T]]) -> T:
        self._raise_failure(uri)
        try:
            return await deed()
        except (NotFound, Gone, Malformed, RemoteFailed) as trouble:
            can_retry = isinstance(trouble, RemoteFailed) and trouble.can_retry
            seconds = UNREACHABLE_SECONDS if can_retry else REFUSED_SECONDS
            self._failed.put(uri, (self.clock.monotonic() + seconds, trouble.anew()))
            raise

    def _raise_failure(self, uri: str) -> None:
        failed = self._failed.get(uri)
        if failed is not None and self.clock.monotonic() < failed[0]:
            raise failed[1].anew()
