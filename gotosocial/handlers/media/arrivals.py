"""Waiting for a file that somebody wants to see and that is not here yet (row D-13).

What brings it is a job, which any process may do; that the file is here, the bus tells. Who waits too long
gets another answer than the file, and the job goes on.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import attrs
from twisted.internet.defer import Deferred

from gotosocial.jobs.kinds import FetchEmoji, FetchMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import flow

SECONDS = 8.0
MOST_WAITING = 200


@attrs.define
class Arrivals:
    """Begins what brings files, and waits for it, at most so many ``seconds``."""

    db: Database
    reactor: Any
    seconds: float = SECONDS
    _waiting: dict[str, list[Deferred[None]]] = attrs.field(init=False, factory=dict)

    def listen(self, bus: Bus) -> None:
        """Hear of files that have arrived."""
        for topic in ("media", "emoji_files"):
            bus.subscribe(topic, self._arrived)
        bus.subscribe(LOST, lambda key: self._all_arrived())

    async def fetch(self, row_id: str, *, is_emoji: bool) -> None:
        """Let the file of a row be fetched, and wait for it; it may not be here afterwards."""
        await self.wait_for(row_id, lambda: self._begin(row_id, is_emoji=is_emoji))

    async def wait_for(self, row_id: str, begin: Callable[[], Awaitable[None]]) -> None:
        """Begin what will bring the file of a row, unless others have, and wait for it."""
        if sum(map(len, self._waiting.values())) >= MOST_WAITING:
            await begin()
            return
        waiting: Deferred[None] = Deferred()
        others = self._waiting.setdefault(row_id, [])
        others.append(waiting)
        try:
            if len(others) == 1:
                await begin()
            await flow.timeout(waiting, self.seconds, self.reactor)
        except TimeoutError:
            return
        finally:
            self._forget(row_id, waiting)

    async def _begin(self, row_id: str, *, is_emoji: bool) -> None:
        job = FetchEmoji(emoji_id=row_id) if is_emoji else FetchMedia(media_id=row_id)

        async def deed(t: Transaction) -> None:
            await enqueue(t, job, unique_key=row_id)

        await self.db.transact(deed)

    def _forget(self, row_id: str, waiting: Deferred[None]) -> None:
        others = self._waiting.get(row_id, [])
        if waiting in others:
            others.remove(waiting)
        if not others:
            self._waiting.pop(row_id, None)

    def _arrived(self, row_id: str) -> None:
        for waiting in self._waiting.pop(row_id, []):
            waiting.callback(None)

    def _all_arrived(self) -> None:
        for row_id in list(self._waiting):
            self._arrived(row_id)
