"""PostgreSQL through txpostgres: what several processes share.

    reads    one round trip each, on any free connection       postgres_reads.py
    deeds    one connection from BEGIN to COMMIT               postgres_transaction.py
    pool     connections, thrown away when they die            postgres_pool.py
    bus      LISTEN and NOTIFY                                  postgres_bus.py

Invariants: a result is given out only after its COMMIT; a deed whose connection dies before COMMIT was sent
is run again, as is one that lost against another transaction, a few times; when the connection dies during
COMMIT nobody knows the outcome, and the caller hears Overloaded, as where the server does not answer at all.
A driver's ``async def`` interaction would commit an empty transaction and a swallowed error would commit
nothing without a word: that is why the transaction is driven here and its COMMIT is checked.
"""

import secrets
import zlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred

from gotosocial.errors import Misconfigured
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Querier
from gotosocial.storage.engines.after_commit import call_after_commit
from gotosocial.storage.engines.postgres_bus import PostgresListener
from gotosocial.storage.engines.postgres_connect import Link, PostgresOptions, is_contention, is_lost
from gotosocial.storage.engines.postgres_pool import CONNECT_ERRORS, Pool
from gotosocial.storage.engines.postgres_reads import ATTEMPTS, PostgresReads, pause
from gotosocial.storage.engines.postgres_transaction import PostgresTransaction
from gotosocial.util.flow import shield, start

T = TypeVar("T")
Deed = Callable[[Querier], Awaitable[T]]
_OLDEST = 130000


class PostgresEngine:
    """Joins pool, reads, deeds and bus; needs ``start`` before all else."""

    name = "postgres"

    def __init__(self, reactor: Any, bus: Bus, options: PostgresOptions) -> None:
        self._reactor = reactor
        self._bus = bus
        self._options = options
        self._tag = secrets.token_hex(4)
        self._pool = Pool(reactor, options)
        self._listener = PostgresListener(reactor, options, bus, self._tag)
        self.reads = PostgresReads(reactor, self._pool, bus, self._tag)

    def transact(self, deed: Deed[T]) -> Deferred[T]:
        """Run the deed in a transaction; fire with its result after the COMMIT."""
        return shield(start(self._transact(deed)))

    def alone(self, name: str, deed: Deed[T]) -> Deferred[T]:
        """Run the deed under an advisory lock, with no limit on the time of a statement."""

        async def guarded(q: Querier) -> T:
            q.later("SET LOCAL statement_timeout = 0")
            q.later("SET LOCAL lock_timeout = 0")
            await q.value("SELECT pg_advisory_xact_lock(:key)", key=zlib.crc32(name.encode()))
            return await deed(q)

        return shield(start(self._transact(guarded, is_hurried=False)))

    async def start(self) -> None:
        """Connect and look at the server; raise Misconfigured with a clear sentence."""
        try:
            await self._listener.start()
        except CONNECT_ERRORS as error:
            reason = " ".join(str(error).split())
            raise Misconfigured(f"the PostgreSQL database cannot be reached: {reason}") from error
        try:
            await self._check_server()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Finish what runs and close every connection."""
        await self._pool.stop()
        await self._listener.stop()

    async def _check_server(self) -> None:
        version = int(await self.reads.value("SHOW server_version_num"))
        if version < _OLDEST:
            raise Misconfigured(f"PostgreSQL {version // 10000} is too old: 13 or newer is needed")
        encoding = await self.reads.value("SHOW server_encoding")
        if encoding != "UTF8":
            raise Misconfigured(f"the database is encoded in {encoding}: create it with ENCODING 'UTF8'")

    async def _transact(self, deed: Deed[T], *, is_hurried: bool = True) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            link = await self._pool.acquire()
            link.patience = self._options.patience if is_hurried else None
            transaction = PostgresTransaction(link, self._tag)
            try:
                result = await deed(transaction)
                await transaction.commit()
            except BaseException:
                await transaction.roll_back()
                if attempt == ATTEMPTS or not _may_repeat(transaction, link):
                    raise
            else:
                for topic, key in transaction.told:
                    self._bus.deliver(topic, key)
                for call in transaction.calls:
                    call_after_commit(call)
                return result
            finally:
                link.patience = self._options.patience
                self._pool.release(link)
            await pause(self._reactor, attempt)
        raise AssertionError("the last attempt returns or raises")


def _may_repeat(transaction: PostgresTransaction, link: Link) -> bool:
    error = transaction.spoiled_by
    if error is None:
        return False
    if is_lost(error, link):
        return not (transaction.is_committing or link.was_silent)
    return is_contention(error)
