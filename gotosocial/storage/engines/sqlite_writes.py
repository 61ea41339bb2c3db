"""Transactions on SQLite: driven in one go, and committed together.

A COMMIT is most of the price of a small transaction, so the deeds of one turn of the reactor share it:

    transact(a), transact(b)      ... one turn ...
    BEGIN IMMEDIATE
      SAVEPOINT  a's statements   RELEASE
      SAVEPOINT  b's statements   ROLLBACK TO, where b failed
    COMMIT
    what a told goes over the bus, what it left for afterwards is called,
    then a's Deferred fires, then b's fails

Nothing of this waits: a deed is a coroutine whose statements are answered at once, so one ``send`` takes it
to its end. A deed that stops in between waits for something else while it holds the only write lock, which
is an error. When another process writes, the group is tried again later, without blocking the reactor.
Where the COMMIT fails, or SQLite gave up the whole transaction (a full disk), every deed of the group fails.
"""

import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context, copy_context
from time import perf_counter
from typing import Any, TypeVar

import attrs
from twisted.internet.defer import Deferred, fail
from twisted.logger import Logger

from gotosocial.errors import Contention, Overloaded
from gotosocial.storage.bus import Bus
from gotosocial.storage.engines.after_commit import call_after_commit
from gotosocial.storage.engines.sqlite_connect import is_busy, translated
from gotosocial.storage.engines.sqlite_transaction import SqliteTransaction

T = TypeVar("T")
Deed = Callable[[SqliteTransaction], Awaitable[T]]
_TURN_SECONDS = 0.008
_FIRST_DELAY = 0.002
_LONGEST_DELAY = 0.1
_log = Logger()


@attrs.define
class _Wanted:
    deed: Deed[Any]
    outcome: Deferred[Any]
    context: Context
    since: float
    result: Any = None
    error: BaseException | None = None
    told: list[tuple[str, str]] = attrs.field(factory=list)
    calls: list[Callable[[], object]] = attrs.field(factory=list)


class SqliteWrites:
    """Collects deeds, runs them over the one writing connection and commits them.

    ``busy_timeout``: seconds after which a deed that waits for another process fails with Contention.
    ``committed`` is called after every COMMIT. ``is_here`` tells whether the file is still in its place.
    """

    def __init__(
        self,
        reactor: Any,
        connection: sqlite3.Connection,
        bus: Bus,
        *,
        busy_timeout: float,
        committed: Callable[[], None],
        is_here: Callable[[], bool] = lambda: True,
    ) -> None:
        self.bus = bus
        self._reactor = reactor
        self._connection = connection
        self._busy_timeout = busy_timeout
        self._committed = committed
        self._is_here = is_here
        self._queue: deque[_Wanted] = deque()
        self._call: Any = None
        self._delay = _FIRST_DELAY
        self._closing: Deferred[None] | None = None

    def transact(self, deed: Deed[T]) -> Deferred[T]:
        """Run the deed with the next group; fire with its result after the COMMIT."""
        if self._closing is not None:
            return fail(RuntimeError("the database is closed"))
        outcome: Deferred[T] = Deferred()
        self._queue.append(_Wanted(deed, outcome, copy_context(), self._reactor.seconds()))
        if self._call is None:
            self._call = self._reactor.callLater(0, self._run_group)
        return outcome

    async def stop(self, patience: float = 10.0) -> None:
        """Take no new deeds and wait for those that were given, for so many seconds at most."""
        self._closing = Deferred()
        self._busy_timeout = min(self._busy_timeout, patience)
        if self._queue:
            await self._closing

    def _run_group(self) -> None:
        self._call = None
        group: list[_Wanted] = []
        if self._begin():
            until = perf_counter() + _TURN_SECONDS
            while self._queue and (not group or perf_counter() < until):
                # Who comes first and alone needs no savepoint: its failure rolls the transaction back.
                is_alone = not group and len(self._queue) == 1
                group.append(self._queue.popleft())
                self._run_one(group[-1], is_alone=is_alone)
                if not self._connection.in_transaction:
                    break
            self._commit(group)
        if self._queue and self._call is None:
            self._call = self._reactor.callLater(0, self._run_group)
        if not self._queue and self._closing is not None and not self._closing.called:
            self._closing.callback(None)

    def _begin(self) -> bool:
        """Open the transaction, or arrange for what happens when that cannot be now."""
        if not self._is_here():
            waiting, self._queue = self._queue, deque()
            _fail(waiting, Overloaded(detail="the database was moved away"))
            return False
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if is_busy(error):
                self._wait()
            else:
                waiting, self._queue = self._queue, deque()
                _fail(waiting, translated(error))
            return False
        self._delay = _FIRST_DELAY
        return True

    def _wait(self) -> None:
        oldest = self._reactor.seconds() - self._busy_timeout
        expired = []
        while self._queue and self._queue[0].since <= oldest:
            expired.append(self._queue.popleft())
        if self._queue:
            self._call = self._reactor.callLater(self._delay, self._run_group)
            self._delay = min(self._delay * 2, _LONGEST_DELAY)
        _fail(expired, Contention(detail="another process kept the database locked"))

    def _run_one(self, wanted: _Wanted, *, is_alone: bool) -> None:
        execute = self._connection.execute
        querier = SqliteTransaction(self._connection)
        try:
            if not is_alone:
                execute("SAVEPOINT deed")
            wanted.result = wanted.context.run(_drive, wanted.deed, querier)
            querier.end()
            if not is_alone:
                execute("RELEASE deed")
            wanted.told, wanted.calls = querier.told, querier.calls
        except Exception as error:
            querier.end_failed()
            wanted.error = translated(error) if isinstance(error, sqlite3.Error) else error
            self._undo_one(is_alone=is_alone)

    def _undo_one(self, *, is_alone: bool) -> None:
        """Take back what the last deed wrote, or the whole group where SQLite cannot do only that."""
        try:
            if self._connection.in_transaction and is_alone:
                self._connection.execute("ROLLBACK")
            elif self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO deed")
                self._connection.execute("RELEASE deed")
        except sqlite3.Error:
            _log.failure("a deed could not be rolled back alone; its group is rolled back")
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _commit(self, group: list[_Wanted]) -> None:
        try:
            if not self._connection.in_transaction:
                raise group[-1].error or RuntimeError("SQLite ended the transaction by itself")
            self._connection.execute("COMMIT")
        except Exception as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and is_busy(error):
                self._queue.extendleft(reversed([_afresh(wanted) for wanted in group]))
                self._wait()
                return
            reason = translated(error) if isinstance(error, sqlite3.Error) else error
            for wanted in group:
                wanted.error = wanted.error or reason
            _answer(group)
            return
        self._committed()
        for wanted in group:
            # Each deed for itself: caches count how many have told of a key.
            for topic, key in dict.fromkeys(wanted.told):
                self.bus.deliver(topic, key)
        for call in [call for wanted in group for call in wanted.calls]:
            call_after_commit(call)
        _answer(group)


def _drive(deed: Deed[T], querier: SqliteTransaction) -> T:
    """Run the deed to its end without waiting; raise RuntimeError where it waits."""
    made = deed(querier)
    coroutine = made if isinstance(made, Coroutine) else _waited_for(made)
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    name = getattr(deed, "__qualname__", repr(deed))
    raise RuntimeError(f"{name} awaited something other than its transaction; it was rolled back")


async def _waited_for(made: Awaitable[T]) -> T:
    return await made


def _afresh(wanted: _Wanted) -> _Wanted:
    return attrs.evolve(wanted, context=wanted.context.copy(), result=None, error=None, told=[], calls=[])


def _answer(group: list[_Wanted]) -> None:
    for wanted in group:
        if wanted.outcome.called:
            continue
        if wanted.error is None:
            wanted.outcome.callback(wanted.result)
        else:
            wanted.outcome.errback(wanted.error)


def _fail(waiting: "deque[_Wanted] | list[_Wanted]", error: Exception) -> None:
    for wanted in waiting:
        wanted.error = error
    _answer(list(waiting))
