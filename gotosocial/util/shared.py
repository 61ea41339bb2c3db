"""One at a time per key, for all who ask: those who come while something is under way share its outcome."""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LeftEarly(Exception):
    """Who did the work for all was cancelled; those who wait do it for themselves."""


class SharedWork(Generic[K, V]):
    """Work that is under way, by its key."""

    def __init__(self) -> None:
        self._waiting: dict[K, list[Deferred[V]]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    async def run(self, key: K, deed: Callable[[], Awaitable[V]]) -> V:
        """Do the deed, or wait for the one with this key that is under way; errors are shared too.

        Where whoever began it is cancelled, the next of those who wait begins anew.
        """
        while (waiting := self._waiting.get(key)) is not None:
            mine: Deferred[V] = Deferred()
            waiting.append(mine)
            try:
                return await mine
            except LeftEarly:
                continue
        self._waiting[key] = []
        try:
            value = await deed()
        except BaseException as error:
            self._end(key, failure_for_others(error))
            raise
        self._end(key, value)
        return value

    def _end(self, key: K, outcome: Any) -> None:
        pass_on(self._waiting.pop(key), outcome)


def pass_on(waiting: Iterable[Deferred[V]], outcome: Any) -> None:
    """Give those who still wait the outcome; a Failure takes the errback way."""
    for one in waiting:
        if not one.called:
            one.callback(outcome)


def failure_for_others(error: BaseException) -> Failure:
    """Return what those who wait are told: the error, or LeftEarly, for its end is not theirs."""
    make: Callable[[BaseException], Failure] = Failure
    return make(LeftEarly() if isinstance(error, CancelledError | GeneratorExit) else error)
