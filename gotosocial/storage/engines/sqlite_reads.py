"""Reads outside transactions: the quick ones on the reactor thread, the others on reader threads.

A read by key costs ten microseconds and a hop to a thread eighty, so a read starts on the reactor thread
with a budget. SQLite counts its own steps and asks us now and then whether to go on; a read that is over
its budget is stopped, repeated on a thread, and its statement is sent there for the next minute. Not for
ever, because a busy machine makes any read look slow now and then. Nothing is read here but what was
committed: writes go over another connection.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, fail, succeed
from twisted.logger import Logger

from gotosocial.errors import NotFound
from gotosocial.storage.database import Row
from gotosocial.storage.engines.after_commit import call_after_commit
from gotosocial.storage.engines.sqlite_connect import is_busy, is_interrupted, translated
from gotosocial.storage.engines.sqlite_fetch import Fetch, every, first, only, single
from gotosocial.storage.engines.sqlite_writes import SqliteWrites
from gotosocial.storage.sql import Form, json_list, sqlite_form
from gotosocial.util.flow import Threads

T = TypeVar("T")
BUDGET_SECONDS = 0.002
AVOIDED_SECONDS = 60.0
"""For how long a statement that was over its budget is kept away from the reactor thread."""
_STEPS_BETWEEN_LOOKS = 1000
_log = Logger()


class SlowLane:
    """Up to two threads with a reading connection each, opened when they are first needed."""

    def __init__(self, reactor: Any, connect: Callable[[], sqlite3.Connection]) -> None:
        self._threads = Threads(reactor, "sqlite-reads", 2)
        self._connect = connect
        self._idle: list[sqlite3.Connection] = []
        self._running = 0
        self._ended: Deferred[None] | None = None

    def run(self, form: Form, parameters: dict[str, Any], fetch: Fetch[T]) -> Deferred[T]:
        """Run a read in a thread; the Deferred fires on the reactor thread."""
        self._running += 1
        return self._threads.run(self._read, form.text, parameters, fetch).addBoth(self._one_ended)

    async def stop(self) -> None:
        """Wait for what runs, then end the threads and close their connections."""
        if self._running:
            self._ended = Deferred()
            await self._ended
        self._threads.stop()
        while self._idle:
            self._idle.pop().close()

    def _read(self, text: str, parameters: dict[str, Any], fetch: Fetch[T]) -> T:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            return fetch(connection.execute(text, parameters))
        except sqlite3.Error as error:
            raise translated(error) from error
        finally:
            self._idle.append(connection)

    def _one_ended(self, result: T) -> T:
        self._running -= 1
        if not self._running and self._ended is not None:
            self._ended.callback(None)
        return result


class SqliteReads:
    """The querier outside any transaction; ``lane`` is None for a database in memory."""

    def __init__(self, connection: sqlite3.Connection, lane: SlowLane | None, writes: SqliteWrites) -> None:
        self._execute = connection.execute
        self._lane = lane
        self._writes = writes
        self._avoided: dict[str, float] = {}
        self._deadline = 0.0
        self._looks = 0
        if lane is not None:
            connection.set_progress_handler(self._is_over_budget, _STEPS_BETWEEN_LOOKS)

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        """Return the only row; raise NotFound where there is none."""
        return self._read(sql, parameters, only)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        """Return the first row or None."""
        return self._read(sql, parameters, first)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row of a bounded read."""
        return self._read(sql, parameters, every)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        """Return the first column of the first row, or None."""
        return self._read(sql, parameters, single)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row of a read that may be slow, from a reader thread."""
        if self._lane is None:
            return self._read(sql, parameters, every)
        form = sqlite_form(sql)
        return self._lane.run(form, form.listed(parameters, json_list), every)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        """Write in a transaction of its own and return the number of changed rows."""
        return self._writes.transact(lambda q: q.run(sql, **parameters))

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Write the statement for many rows in one transaction."""
        return self._writes.transact(lambda q: q.batch(sql, rows))

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Write in a transaction of its own that nobody waits for; a failure is logged."""
        self.run(sql, **parameters).addErrback(
            lambda failure: _log.failure("a write that nobody waited for failed", failure=failure)
        )

    def tell(self, topic: str, key: str, /) -> None:
        """Say it at once."""
        self._writes.bus.deliver(topic, key)

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Call it at once."""
        call_after_commit(call)

    def _read(self, sql: str, parameters: dict[str, Any], fetch: Fetch[T]) -> Deferred[T]:
        form = sqlite_form(sql)
        if form.writes:
            return self._writes.transact(lambda q: q.fetch(sql, parameters, fetch))
        if form.lists:
            parameters = form.listed(parameters, json_list)
        now = perf_counter()
        if self._lane is not None and now < self._avoided.get(sql, 0.0):
            return self._lane.run(form, parameters, fetch)
        self._deadline, self._looks = now + BUDGET_SECONDS, 0
        try:
            return succeed(fetch(self._execute(form.text, parameters)))
        except NotFound as error:
            return fail(error)
        except sqlite3.Error as error:
            if self._lane is None or not (is_interrupted(error) or is_busy(error)):
                return fail(translated(error))
            if is_interrupted(error):
                self._avoided[sql] = perf_counter() + AVOIDED_SECONDS
            return self._lane.run(form, parameters, fetch)

    def _is_over_budget(self) -> bool:
        # Who is asked for the first time has made a thousand steps at most: then not the read was slow, but
        # somebody else had the processor, and to stop it would only make it longer.
        self._looks += 1
        return self._looks > 1 and perf_counter() > self._deadline
