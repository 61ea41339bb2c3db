"""Starting, joining and shielding coroutines: the one place where Deferreds are made from them.

Everything above floor 3 is ``async def``. What is awaited needs nothing from here; what is *not*
awaited is started with ``Background.spawn`` under a name, so that it is counted, its errors are logged
and a stopping process can wait for it.
"""

from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from twisted.internet.defer import CancelledError, Deferred, gatherResults
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from gotosocial.util import context

T = TypeVar("T")
_log = Logger()


def start(coroutine: Coroutine[Any, Any, T]) -> Deferred[T]:
    """Run a coroutine until it waits; the Deferred fires with its result."""
    return Deferred.fromCoroutine(coroutine)


def begin(coroutine: Coroutine[Any, Any, object]) -> Deferred[object] | None:
    """Run a coroutine to its first wait by hand; None where it ended without one.

    Most answers need no waiting, and a Deferred with its machinery costs more than a small one of them. The
    first step's errors come out of this call, later ones out of the Deferred.
    """
    context_ = copy_context()
    try:
        waited = context_.run(coroutine.send, None)
    except StopIteration:
        return None
    return context_.run(Deferred.fromCoroutine, _finish(_Rest(coroutine, waited)))


async def _finish(rest: "_Rest") -> object:
    return await rest


class _Rest:
    """What is left of a coroutine that has begun: goes on when what it waits for is there."""

    def __init__(self, coroutine: Coroutine[Any, Any, object], waited: Any) -> None:
        self._coroutine = coroutine
        self._waited = waited

    def __await__(self) -> Generator[Any, Any, object]:
        waited = self._waited
        while True:
            try:
                value = yield waited
            except BaseException as error:
                step = partial(self._coroutine.throw, error)
            else:
                step = partial(self._coroutine.send, value)
            try:
                waited = step()
            except StopIteration as end:
                return end.value


async def gather(*coroutines: Coroutine[Any, Any, T]) -> list[T]:
    """Run coroutines side by side and return their results in order; the first error wins."""
    try:
        return await gatherResults([start(one) for one in coroutines], consumeErrors=True)
    except Exception as error:
        # gatherResults wraps the first failure; callers want the error itself.
        inner: Failure | None = getattr(error, "subFailure", None)
        if inner is None or inner.value is None:
            raise
        raise inner.value from None


async def each(what: str, items: Iterable[T], deed: Callable[[T], Awaitable[object]]) -> int:
    """Do the deed for every item, log those that fail and go on; return how many failed."""
    failed = 0
    for item in items:
        try:
            await deed(item)
        except CancelledError:
            raise
        except Exception:
            failed += 1
            _log.failure("{what} failed for {item!r}", what=what, item=item)
    return failed


def shield(deferred: Deferred[T]) -> Deferred[T]:
    """Return a Deferred that may be cancelled while the given one goes on to its end."""
    outer: Deferred[T] = Deferred()

    def passed(result: T | Failure) -> None:
        if not outer.called:
            outer.callback(result)
        elif isinstance(result, Failure):
            _log.failure("work went on after its caller left, and failed", failure=result)

    deferred.addBoth(passed)
    return outer


def timeout(deferred: Deferred[T], seconds: float, reactor: IReactorTime) -> Deferred[T]:
    """Cancel the Deferred after so many seconds; it then fails with ``TimeoutError``."""
    return deferred.addTimeout(seconds, reactor, _late)


def _late(result: Any, seconds: float) -> Any:
    # Twisted's own TimeoutError is no TimeoutError.
    if isinstance(result, Failure) and result.check(CancelledError):
        raise TimeoutError(f"not done after {seconds:g} s")
    return result


class Background:
    """Work that nobody awaits: named, counted, and waited for at the end."""

    def __init__(self) -> None:
        self._running: dict[Deferred[Any], str] = {}

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, object]) -> None:
        """Start a coroutine under a name; its errors are logged, its context is its own."""

        def begin() -> Deferred[object]:
            context.request_id.set(name)
            return start(coroutine)

        # Counted before it begins: what its first step does may already ask what is running.
        spawned: Deferred[None] = Deferred()
        self._running[spawned] = name

        def ended(result: object) -> None:
            self._running.pop(spawned, None)
            if isinstance(result, Failure) and not result.check(CancelledError):
                _log.failure("{name} failed", failure=result, name=name)
            spawned.callback(None)

        copy_context().run(begin).addBoth(ended)

    def names(self) -> list[str]:
        """Return the names of what is running now."""
        return list(self._running.values())

    async def drain(self) -> None:
        """Wait until everything that was spawned, and what it spawned, has ended."""
        while self._running:
            waiting: Deferred[None] = Deferred()
            first = next(iter(self._running))

            def ended(result: Any, waiting: Deferred[None] = waiting) -> Any:
                waiting.callback(None)
                return result

            first.addBoth(ended)
            await waiting


class Threads:
    """A small named pool for slow work of the CPU; stays empty until it is first used."""

    def __init__(self, reactor: Any, name: str, size: int) -> None:
        self._reactor = reactor
        self._pool = ThreadPool(minthreads=0, maxthreads=size, name=name)
        self._started = False

    def run(self, function: Callable[..., T], /, *args: Any) -> Deferred[T]:
        """Call the function in a thread; the Deferred fires on the reactor with its result."""
        if not self._started:
            self._started = True
            self._pool.start()
        outcome: Deferred[T] = Deferred()

        def back(success: bool, result: Any) -> None:
            fire = outcome.callback if success else outcome.errback
            self._reactor.callFromThread(fire, result)

        self._pool.callInThreadWithCallback(back, copy_context().run, function, *args)
        return outcome

    def stop(self) -> None:
        """Let running calls end and close the pool."""
        if self._started:
            self._pool.stop()
            self._started = False
