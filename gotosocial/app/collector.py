"""Short rounds of the garbage collector, however full the caches are.

Python's collector walks over everything that it has not been told to leave alone, and Klein leaves cycles
behind for it with every request. So what has survived is put aside every few seconds (``gc.freeze``): the
rounds then walk over young things only, and the caches cost nothing. What was put aside and became garbage
in a cycle later is found by a full round every few minutes, which takes some tens of milliseconds.
"""

import gc
from typing import Any

ASIDE_EVERY = 10.0
FULL_ROUND = 30
"""Every so many times everything is looked at again."""


class Collector:
    """Puts aside what survives, as long as it runs."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._rounds = 0
        self._next: Any = None

    def start(self) -> None:
        """Begin with what is there after the start."""
        gc.collect()
        gc.freeze()
        self._next = self._reactor.callLater(ASIDE_EVERY, self._round)

    async def stop(self) -> None:
        """Leave the collector as it was found."""
        if self._next is not None and self._next.active():
            self._next.cancel()
        gc.unfreeze()

    def _round(self) -> None:
        self._rounds += 1
        if self._rounds % FULL_ROUND == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._next = self._reactor.callLater(ASIDE_EVERY, self._round)
