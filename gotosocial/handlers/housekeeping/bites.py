"""Deleting much in small bites, each of them a transaction of its own, so that nobody is held up."""

from collections.abc import Awaitable, Callable

BITE = 500


async def in_bites(take: Callable[[int], Awaitable[int]], bite: int = BITE) -> None:
    """Take at most so many at once, as often as there are so many."""
    while await take(bite) == bite:
        pass
