"""What stores and deeds see of a database: a querier, a transaction, and the database itself.

Two engines stand behind these protocols (``engines/sqlite.py``, ``engines/postgres.py``). A store is a set
of coroutines over one ``Querier``; the same store runs outside a transaction (each write is then a
transaction of its own) and inside one::

    status = await db.statuses.get(status_id)

    async def deed(t: Transaction) -> None:
        await t.statuses.insert(status)
        await enqueue(t, StatusPublished(status_id=status.id))

    await db.transact(deed)          # returns after the COMMIT

Invariants: inside a transaction only ``t.*`` is awaited (the SQLite engine rolls back and raises
otherwise); a deed may run more than once (Contention is retried), so it changes nothing but the database;
what ``tell`` was given is heard by caches and runners after the COMMIT and never after a rollback.

A statement that fails spoils its deed, even when the deed catches the error (PostgreSQL can do no better):
where a row may exist already, write ``ON CONFLICT DO NOTHING`` and look at the count.

SQL is written with named parameters ``:name``. ``IN :ids`` and ``NOT IN :ids`` take a sequence, which may be
empty. Rows are read by column name, which is unique within the statement; booleans come as 0/1 or bool and
are wrapped in ``bool()`` by the stores. A claim ends its sub-select with ``FOR UPDATE SKIP LOCKED``: the
SQLite engine leaves those words out, because it has one writer at a time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from twisted.internet.defer import Deferred

from gotosocial.errors import Conflict, NotFound

T = TypeVar("T")


class Duplicate(Conflict):
    """A row with this key exists already: a primary key or a UNIQUE index says so."""

    default = "this exists already"


class Dangling(NotFound):
    """A row would belong to another one that is gone: somebody deleted that meanwhile."""


class Row(Protocol):
    """One row of an answer, read by column name."""

    def __getitem__(self, column: str, /) -> Any:
        """Return the value of the column."""


class Querier(Protocol):
    """Runs statements. Parameters are named; the statement itself is positional-only."""

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        """Return the only row; raise NotFound where there is none."""

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        """Return the first row or None."""

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row of a read that is bounded by a key or an index range."""

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        """Return every row of a read that may be slow (search, counts, admin lists).

        Outside a transaction it never runs on the reactor thread.
        """

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        """Return the first column of the first row, or None where there is no row."""

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        """Write, and return the number of rows that were changed."""

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        """Write the same statement for many rows in one trip."""

    def later(self, sql: str, /, **parameters: Any) -> None:
        """Write at the latest with the COMMIT, when nobody needs the answer."""

    def tell(self, topic: str, key: str, /) -> None:
        """Say on the bus, after the COMMIT, that the thing with this key has changed.

        Outside a transaction it is said at once: await the write first.
        """

    def afterwards(self, call: Callable[[], object], /) -> None:
        """Call this in our process once the COMMIT is done, before its result is given out.

        Never called after a rollback; what it raises is logged. Outside a transaction it is called at once.
        """


class Engine(Protocol):
    """One way to keep rows: opens, migrates, reads and commits."""

    name: str
    """``sqlite`` or ``postgres``: also the infix of engine-specific schema files."""

    @property
    def reads(self) -> Querier:
        """The querier outside any transaction; its writes commit one by one."""

    def transact(self, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction; fire with its result after the COMMIT.

        Raises Contention when other writers stood in the way for too long and StorageFull when the disk
        is full; in both cases nothing was written.
        """

    def alone(self, name: str, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        """Run the deed as ``transact`` does, but never beside another ``alone`` of the same name.

        Holds across processes. No statement of the deed is stopped for taking long (migrations need that).
        """

    async def start(self) -> None:
        """Open the database; raise Misconfigured with a clear sentence when that is not possible."""

    async def stop(self) -> None:
        """Finish what runs and close."""
