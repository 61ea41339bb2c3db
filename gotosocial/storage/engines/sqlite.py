"""SQLite, the embedded default: one process, one file, no server.

Three ways lead to the file, each with connections of its own::

    reads    a query-only connection on the reactor thread, with a budget;
             what is slow goes to reader threads                      sqlite_reads.py
    writes   one connection on the reactor thread; the transactions
             of a turn share a COMMIT                                 sqlite_writes.py
    copying  a thread that moves the log into the file                sqlite_checkpoint.py

Invariants: a read outside a transaction sees only what was committed; a result is given out only after its
COMMIT; after kill -9 everything that was answered is there. Another process (the command line) may write to
the same file: it is waited for, and within a second it is noticed and ``Bus.lost`` tells the caches. Where
somebody takes the file away nothing more is written, for it would be lost (sqlite_whereabouts.py). A
database in memory has one connection for everything and no threads.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Querier
from gotosocial.storage.engines.sqlite_checkpoint import SqliteCheckpoints
from gotosocial.storage.engines.sqlite_connect import (
    MEMORY,
    SqliteOptions,
    is_busy,
    open_reader,
    open_writer,
)
from gotosocial.storage.engines.sqlite_reads import SlowLane, SqliteReads
from gotosocial.storage.engines.sqlite_whereabouts import Whereabouts
from gotosocial.storage.engines.sqlite_writes import SqliteWrites

T = TypeVar("T")
_LOOK_SECONDS = 1.0
_SLOW_WAIT_MILLIS = 5000
_log = Logger()


class SqliteEngine:
    """Opens the file and joins reads, writes and checkpoints; needs ``start`` before all else."""

    name = "sqlite"
    reads: SqliteReads
    _writer: sqlite3.Connection
    _reader: sqlite3.Connection
    _writes: SqliteWrites

    def __init__(self, reactor: Any, bus: Bus, options: SqliteOptions) -> None:
        self._reactor = reactor
        self._bus = bus
        self._options = options
        self._lane: SlowLane | None = None
        self._checkpoints: SqliteCheckpoints | None = None
        self._whereabouts: Whereabouts | None = None
        self._look_call: Any = None
        self._seen_version = 0

    def transact(self, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction; fire with its result after the COMMIT."""
        return self._writes.transact(deed)

    def alone(self, name: str, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction: SQLite has one writer at a time, in all processes."""
        return self._writes.transact(deed)

    async def start(self) -> None:
        """Open the database; raise Misconfigured with a clear sentence when that is not possible."""
        self._writer = self._reader = open_writer(self._options)
        if self._options.path != MEMORY:
            self._reader = open_reader(self._options)
            self._lane = SlowLane(self._reactor, self._open_patient_reader)
            self._checkpoints = SqliteCheckpoints(self._reactor, self._open_patient_reader)
            self._seen_version = self._version()
            self._whereabouts = Whereabouts(self._options.path)
            self._look_call = self._reactor.callLater(_LOOK_SECONDS, self._look)
        self._writes = SqliteWrites(
            self._reactor,
            self._writer,
            self._bus,
            busy_timeout=self._options.busy_timeout,
            committed=self._committed,
            is_here=lambda: self._whereabouts is None or self._whereabouts.is_here,
        )
        self.reads = SqliteReads(self._reader, self._lane, self._writes)

    async def stop(self) -> None:
        """Finish what runs, empty the log into the file and close."""
        await self._writes.stop()
        if self._look_call is not None:
            self._look_call.cancel()
            self._look_call = None
        if self._lane is not None:
            await self._lane.stop()
        if self._checkpoints is not None:
            await self._checkpoints.stop()
        if self._reader is not self._writer:
            self._reader.close()
        self._close_writer()

    def _close_writer(self) -> None:
        try:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            # Nothing is lost: the next start reads the log.
            _log.warn("the log of the database stays beside it: {error}", error=error)
        self._writer.close()

    def _open_patient_reader(self) -> sqlite3.Connection:
        return open_reader(self._options, wait_millis=_SLOW_WAIT_MILLIS)

    def _committed(self) -> None:
        if self._checkpoints is not None:
            self._checkpoints.committed()

    def _version(self) -> int:
        # On the connection that writes, so that only commits of others change the answer.
        version: int = self._writer.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _look(self) -> None:
        self._look_call = self._reactor.callLater(_LOOK_SECONDS, self._look)
        if self._whereabouts is not None:
            self._whereabouts.look()
        try:
            version = self._version()
        except sqlite3.Error as error:
            if not is_busy(error):
                raise
            return
        if version != self._seen_version:
            self._seen_version = version
            self._bus.lost()
