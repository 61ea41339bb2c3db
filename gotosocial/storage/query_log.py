"""The log of statements (``log-db-queries``): an engine around another one, which says what is asked of it.

One line at level debug for each statement: its kind, its text, and the microseconds until it was answered,
the wait for a connection included. Parameters are private and never enter the log. ``later`` is answered by
nobody, so its line has no time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, TypeVar

import attrs
from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gotosocial.storage.database import Engine, Querier, Row

T = TypeVar("T")
_log = Logger()


@attrs.frozen
class LoggedQuerier:
    """Passes every statement on and logs it when it was answered, also where it failed."""

    inner: Querier

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        """Return the only row; raise NotFound where there is none."""
        return _timed("one", sql, lambda: self.inner.one(sql, **parameters))

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        """Return the first row or None."""
        return _timed("maybe", sql, lambda: self.inner.maybe(sql, **parameters))

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row."""
        return _timed("all", sql, lambda: self.inner.all(sql, **parameters))

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row of a read that may be slow."""
        return _timed("scan", sql, lambda: self.inner.scan(sql, **parameters))

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        """Return the first column of the first row, or None."""
        return _timed("value", sql, lambda: self.inner.value(sql, **parameters))

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        """Write, and return the number of changed rows."""
        return _timed("run", sql, lambda: self.inner.run(sql, **parameters))

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Write the same statement for many rows."""
        return _timed("batch", sql, lambda: self.inner.batch(sql, rows))

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Write at the latest with the COMMIT."""
        _log.debug("query", kind="later", sql=one_line(sql))
        self.inner.later(sql, **parameters)

    def tell(self, topic: str, key: str, /) -> None:
        """Say on the bus, after the COMMIT, that something has changed."""
        self.inner.tell(topic, key)

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Call this once the COMMIT is done."""
        self.inner.afterwards(call)


@attrs.define
class LoggedEngine:
    """An engine whose queriers log; everything else is the inner engine's."""

    inner: Engine
    name: str = attrs.field(init=False)

    @name.default
    def _inner_name(self) -> str:
        return self.inner.name

    @property
    def reads(self) -> Querier:
        """The querier outside any transaction."""
        return LoggedQuerier(self.inner.reads)

    def transact(self, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction; fire with its result after the COMMIT."""
        return self.inner.transact(_logged(deed))

    def alone(self, name: str, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction, never beside another one of the same name."""
        return self.inner.alone(name, _logged(deed))

    async def start(self) -> None:
        """Open the database."""
        await self.inner.start()

    async def stop(self) -> None:
        """Finish what runs and close."""
        await self.inner.stop()


def one_line(sql: str) -> str:
    """Return the statement without its line breaks and indents."""
    return " ".join(sql.split())


def _logged(deed: Callable[[Querier], Awaitable[T]]) -> Callable[[Querier], Awaitable[T]]:
    async def within(querier: Querier) -> T:
        return await deed(LoggedQuerier(querier))

    # Engines name the deed where they complain about it.
    within.__qualname__ = getattr(deed, "__qualname__", within.__qualname__)
    return within


def _timed(kind: str, sql: str, ask: Callable[[], Deferred[T]]) -> Deferred[T]:
    begun = perf_counter()

    def answered(result: Any) -> Any:
        micros = round((perf_counter() - begun) * 1_000_000)
        _log.debug("query", kind=kind, sql=one_line(sql), micros=micros)
        return result

    return ask().addBoth(answered)
