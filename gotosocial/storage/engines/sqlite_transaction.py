"""The querier of one deed on SQLite: every statement runs at once on the writing connection."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, fail, succeed

from gotosocial.errors import NotFound
from gotosocial.storage.database import Row
from gotosocial.storage.engines.sqlite_connect import translated
from gotosocial.storage.engines.sqlite_fetch import Fetch, count, every, first, only, single
from gotosocial.storage.sql import json_list, sqlite_form

T = TypeVar("T")


class SqliteTransaction:
    """Reads see what the deed wrote; the first statement that fails spoils the deed.

    ``told`` is to be said, and ``calls`` to be called, once the deed is committed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._refusal: Exception | None = None
        self.told: list[tuple[str, str]] = []
        self.calls: list[Callable[[], object]] = []

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        """Return the only row; raise NotFound where there is none."""
        return self.fetch(sql, parameters, only)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        """Return the first row or None."""
        return self.fetch(sql, parameters, first)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row."""
        return self.fetch(sql, parameters, every)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row; inside a transaction there is no other thread to do it."""
        return self.fetch(sql, parameters, every)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        """Return the first column of the first row, or None."""
        return self.fetch(sql, parameters, single)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        """Write and return the number of changed rows."""
        return self.fetch(sql, parameters, count)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Write the statement for every row."""
        form = sqlite_form(sql)
        packed = [form.listed(dict(row), json_list) for row in rows] if form.lists else rows
        if self._refusal is not None:
            return fail(self._refusal)
        try:
            self._connection.executemany(form.text, packed)
        except sqlite3.Error as error:
            return fail(self._spoil(error))
        return succeed(None)

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Write now: on SQLite nothing is gained by waiting. A failure shows when the deed ends."""
        # The error is not lost: it spoils the deed.
        self.run(sql, **parameters).addErrback(lambda failure: None)

    def tell(self, topic: str, key: str, /) -> None:
        """Remember what to say after the COMMIT."""
        self.told.append((topic, key))

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Remember what to call after the COMMIT."""
        self.calls.append(call)

    def fetch(self, sql: str, parameters: dict[str, Any], take: Fetch[T]) -> Deferred[T]:
        """Run one statement and take its answer from the cursor."""
        if self._refusal is not None:
            return fail(self._refusal)
        form = sqlite_form(sql)
        if form.lists:
            parameters = form.listed(parameters, json_list)
        try:
            return succeed(take(self._connection.execute(form.text, parameters)))
        except NotFound as error:
            return fail(error)
        except sqlite3.Error as error:
            return fail(self._spoil(error))

    def end(self) -> None:
        """Close the querier; raise the error that spoiled the deed."""
        spoiled_by, self._refusal = self._refusal, RuntimeError("this transaction has ended")
        if spoiled_by is not None:
            raise spoiled_by

    def end_failed(self) -> None:
        """Close the querier of a deed that failed."""
        self._refusal = RuntimeError("this transaction has ended")

    def _spoil(self, error: sqlite3.Error) -> Exception:
        self._refusal = translated(error)
        return self._refusal
