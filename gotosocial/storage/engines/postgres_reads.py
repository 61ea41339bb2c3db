"""The querier outside any transaction on PostgreSQL: a statement is one round trip on a shared connection."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg2
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger

from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Row
from gotosocial.storage.engines.after_commit import call_after_commit
from gotosocial.storage.engines.postgres_connect import Link, is_contention, is_lost, translated
from gotosocial.storage.engines.postgres_fetch import Fetch, count, every, first, only, single
from gotosocial.storage.engines.postgres_pool import Pool
from gotosocial.storage.engines.postgres_transaction import NOTIFY, written
from gotosocial.storage.sql import postgres_form
from gotosocial.util.backoff import delay
from gotosocial.util.flow import shield, start

T = TypeVar("T")
ATTEMPTS = 5
_log = Logger()


async def pause(reactor: Any, attempt: int) -> None:
    """Wait a little before the next attempt, longer each time."""
    await deferLater(reactor, delay(attempt, first=0.01, cap=0.5, jitter=0.5))


class PostgresReads:
    """Reads that meet a dead connection are sent again over another one; writes are not."""

    def __init__(self, reactor: Any, pool: Pool, bus: Bus, tag: str) -> None:
        self._reactor = reactor
        self._pool = pool
        self._bus = bus
        self._tag = tag

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        """Return the only row; raise NotFound where there is none."""
        return self._ask(sql, parameters, only)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        """Return the first row or None."""
        return self._ask(sql, parameters, first)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row."""
        return self._ask(sql, parameters, every)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row."""
        return self._ask(sql, parameters, every)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        """Return the first column of the first row, or None."""
        return self._ask(sql, parameters, single)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        """Write, committed at once, and return the number of changed rows."""
        return self._ask(sql, parameters, count)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Write the statement for many rows in one message, which is one transaction."""

        def message(link: Link) -> bytes:
            return b";\n".join(written(link, sql, row) for row in rows)

        return shield(start(self._answer(message, lambda _: None, may_repeat=False)))

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Write, and let nobody wait for it; a failure is logged."""
        self.run(sql, **parameters).addErrback(
            lambda failure: _log.failure("a write that nobody waited for failed", failure=failure)
        )

    def tell(self, topic: str, key: str, /) -> None:
        """Say it at once, here and to the other processes."""
        self._bus.deliver(topic, key)
        self.later(NOTIFY, payload=f"{self._tag}|{topic}|{key}")

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Call it at once."""
        call_after_commit(call)

    def _ask(self, sql: str, parameters: dict[str, Any], take: Fetch[T]) -> Deferred[T]:
        form = postgres_form(sql)
        return shield(
            start(
                self._answer(lambda link: written(link, sql, parameters), take, may_repeat=not form.writes)
            )
        )

    async def _answer(self, message: Callable[[Link], bytes], take: Fetch[T], *, may_repeat: bool) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            link = await self._pool.acquire()
            try:
                sent = message(link)
                return take(await link.send(sent)) if sent else take(None)
            except (psycopg2.Error, OSError) as error:
                is_gone = is_lost(error, link)
                can_repeat = (is_gone and may_repeat and not link.was_silent) or is_contention(error)
                if not can_repeat or attempt == ATTEMPTS:
                    raise translated(error) from error
            finally:
                self._pool.release(link)
            await pause(self._reactor, attempt)
        raise AssertionError("the last attempt returns or raises")


