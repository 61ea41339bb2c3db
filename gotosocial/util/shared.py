"""One at a time per key, for all who ask: those who come while something is under way share its outcome."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class SharedWork(Generic[K, V]):
    """Work that is under way, by its key."""

    def __init__(self) -> None:
        self._waiting: dict[K, list[Deferred[V]]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    async def run(self, key: K, deed: Callable[[], Awaitable[V]]) -> V:
        """Do the deed, or wait for the one with this key that is under way; errors are shared too."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            mine: Deferred[V] = Deferred()
            waiting.append(mine)
            return await mine
        self._waiting[key] = []
        try:
            value = await deed()
        except BaseException as error:
            self._end(key, _failure(error))
            raise
        self._end(key, value)
        return value

    def _end(self, key: K, outcome: Any) -> None:
        for waiting in self._waiting.pop(key):
            if not waiting.called:
                waiting.callback(outcome)  # a Failure takes the errback way


def _failure(error: BaseException) -> Failure:
    make: Callable[[BaseException], Failure] = Failure
    return make(error)
