"""Keeps the write-ahead log small without stopping the writers.

After a COMMIT the log is copied into the database half a second later, in a thread with a connection of its
own, as far as no reader stands in the way. A server that writes nothing does nothing here.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gotosocial.util.flow import Threads

_PAUSE_SECONDS = 0.5
_log = Logger()


class SqliteCheckpoints:
    """One passive checkpoint at a time, half a second after the first COMMIT that was not copied yet."""

    def __init__(self, reactor: Any, connect: Callable[[], sqlite3.Connection]) -> None:
        self._reactor = reactor
        self._connect = connect
        self._threads = Threads(reactor, "sqlite-checkpoint", 1)
        self._connection: sqlite3.Connection | None = None
        self._call: Any = None
        self._running: Deferred[None] | None = None
        self._is_wanted = False

    def committed(self) -> None:
        """Note that there is something to copy."""
        self._is_wanted = True
        if self._call is None and self._running is None:
            self._call = self._reactor.callLater(_PAUSE_SECONDS, self._begin)

    async def stop(self) -> None:
        """Wait for a running checkpoint and close its connection."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
        self._is_wanted = False
        if self._running is not None:
            await self._running
        self._threads.stop()
        if self._connection is not None:
            self._connection.close()

    def _begin(self) -> None:
        self._call = None
        self._is_wanted = False
        self._running = Deferred()
        self._threads.run(self._checkpoint).addErrback(_failed).addCallback(self._ended)

    def _checkpoint(self) -> None:
        if self._connection is None:
            self._connection = self._connect()
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _ended(self, _: None) -> None:
        running, self._running = self._running, None
        if self._is_wanted:
            self.committed()
        if running is not None:
            running.callback(None)


def _failed(failure: Any) -> None:
    _log.failure("a checkpoint of the database failed", failure=failure)
