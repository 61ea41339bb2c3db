"""The querier of one deed on PostgreSQL: what needs no answer travels with what does.

A round trip is the price here, so BEGIN and everything given to ``later``, ``batch`` and ``tell`` is queued
and sent as one message with the next awaited statement, or with COMMIT::

    BEGIN; SELECT ...                                     the first read
    INSERT ...; INSERT ...; SELECT pg_notify(...); COMMIT   the end

psycopg2 gives the last answer of a message, which is why the awaited statement comes last.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg2
from twisted.internet.defer import Deferred, DeferredLock, fail, succeed

from gotosocial.storage.database import Row
from gotosocial.storage.engines.postgres_connect import Link, translated
from gotosocial.storage.engines.postgres_fetch import Fetch, count, every, first, only, single
from gotosocial.storage.sql import postgres_form
from gotosocial.util.flow import shield, start

T = TypeVar("T")
CHANNEL = "gotosocial"
NOTIFY = f"SELECT pg_notify('{CHANNEL}', :payload)"


def written(link: Link, sql: str, parameters: Mapping[str, Any]) -> bytes:
    """Return the statement as bytes for the wire, its lists as arrays."""
    form = postgres_form(sql)
    if not form.names:
        return link.written(form.text, None)
    return link.written(form.text, form.listed(dict(parameters), list))


class PostgresTransaction:
    """Reads see what the deed wrote; the first statement that fails spoils the deed.

    ``tag`` marks this process in notifications. ``told`` is to be said here, and ``calls`` to be called,
    after the COMMIT. ``spoiled_by`` is the driver's error, if there was one;
    ``is_committing`` says whether COMMIT was sent, so that its outcome may be unknown.
    """

    def __init__(self, link: Link, tag: str) -> None:
        self._link = link
        self._tag = tag
        self._queued: list[bytes] = [b"BEGIN"]
        self._refusal: Exception | None = None
        self._turn = DeferredLock()
        self._was_begun = False
        self.told: dict[tuple[str, str], None] = {}
        self.calls: list[Callable[[], object]] = []
        self.spoiled_by: Exception | None = None
        self.is_committing = False

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
        """Write and return the number of changed rows."""
        return self._ask(sql, parameters, count)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Queue the statement for every row; a failure shows with the next answer, or at the end."""
        if self._refusal is not None:
            return fail(self._refusal)
        self._queued.extend(written(self._link, sql, row) for row in rows)
        return succeed(None)

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Queue a write; a failure shows with the next answer, or at the end."""
        if self._refusal is None:
            self._queued.append(written(self._link, sql, parameters))

    def tell(self, topic: str, key: str, /) -> None:
        """Queue a notification, and remember it for our own process."""
        if (topic, key) not in self.told:
            self.told[topic, key] = None
            self.later(NOTIFY, payload=f"{self._tag}|{topic}|{key}")

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Remember what to call after the COMMIT."""
        self.calls.append(call)

    async def commit(self) -> None:
        """Send what is queued and COMMIT; raise the error that spoiled the deed."""
        await self._turn.acquire()
        try:
            if self._refusal is not None:
                raise self._refusal
            if not self._was_begun and len(self._queued) == 1:
                return
            self.is_committing = True
            answer = await self._flush(b"COMMIT")
        finally:
            self._refusal = RuntimeError("this transaction has ended")
            self._turn.release()
        if answer.statusmessage != "COMMIT":
            raise RuntimeError(f"the transaction did not commit: {answer.statusmessage}")

    async def roll_back(self) -> None:
        """Take everything back and close the querier; a dead connection has done so by itself."""
        self._refusal = RuntimeError("this transaction has ended")
        await self._turn.acquire()
        try:
            if self._was_begun and self._link.is_open:
                await self._link.send(b"ROLLBACK")
        except (psycopg2.Error, OSError):
            self._link.give_up()
        finally:
            self._turn.release()

    def _ask(self, sql: str, parameters: dict[str, Any], take: Fetch[T]) -> Deferred[T]:
        return shield(start(self._answer(sql, parameters, take)))

    async def _answer(self, sql: str, parameters: dict[str, Any], take: Fetch[T]) -> T:
        await self._turn.acquire()
        try:
            if self._refusal is not None:
                raise self._refusal
            return take(await self._flush(written(self._link, sql, parameters)))
        finally:
            self._turn.release()

    async def _flush(self, last: bytes) -> Any:
        message = b";\n".join([*self._queued, last])
        self._queued.clear()
        self._was_begun = True
        try:
            return await self._link.send(message)
        except (psycopg2.Error, OSError) as error:
            self.spoiled_by = error
            self._refusal = translated(error)
            raise self._refusal from error
