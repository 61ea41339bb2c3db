"""How a process that serves keeps its memory: short rounds of the collector, and large blocks given back.

Python's collector walks over everything that it has not been told to leave alone, and Klein leaves cycles
behind for it with every request. So what has survived is put aside every few seconds (``gc.freeze``): the
rounds then walk over young things only, and the caches cost nothing. What was put aside and became garbage
in a cycle later is found by a full round every few minutes, which takes some tens of milliseconds.
"""

import ctypes
import gc
from typing import Any

ASIDE_EVERY = 10.0
FULL_ROUND = 30
"""Every so many times everything is looked at again."""
M_MMAP_THRESHOLD = -3
LARGE_BLOCK = 1024 * 1024


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

    def stop(self) -> None:
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


def give_back_large_blocks() -> None:
    """Let freed blocks of a mebibyte and more go back to the system (glibc; elsewhere nothing happens).

    A password hash takes 19 MiB. Without this, glibc raises its limit at the first one and keeps the next
    ones for ever: 19 MiB of resident memory for each thread that hashes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)
