"""Databases for tests: SQLite in a temporary folder, PostgreSQL in a server that the test session owns.

``opened_sqlite`` and ``opened_postgres`` give a started engine with its bus; whoever opens one stops it. The
PostgreSQL server starts when the first test wants it. Migrations run once, into a template of each kind;
every test gets a copy of it. Copies of PostgreSQL databases are emptied and used again where
``postgres_copies_return`` surrounds the test, because a copy costs a tenth of a second.
"""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import attrs
from twisted.internet import reactor

from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.engines.postgres import PostgresEngine
from gotosocial.storage.engines.postgres_connect import PostgresOptions
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from gotosocial.storage.schema.migrate import migrate
from gotosocial.util.clock import SystemClock
from tests.support.postgres_server import PostgresServer

KINDS = ("sqlite", "postgres")


@attrs.frozen
class Opened:
    """A started engine, and the bus it speaks over."""

    engine: Any
    bus: Bus


@asynccontextmanager
async def opened(kind: str, folder: Path, *, is_migrated: bool = True) -> AsyncIterator[Opened]:
    """Open a fresh database of the kind and stop its engine at the end."""
    if kind == "sqlite":
        options = sqlite_options(folder)
        bus = Bus()
        if is_migrated:
            await fresh_sqlite(Path(options.path))
        engine: Engine = SqliteEngine(reactor, bus, options)
        await engine.start()
    else:
        bus = Bus()
        engine = PostgresEngine(reactor, bus, await fresh_postgres(is_migrated=is_migrated))
        await engine.start()
    try:
        yield Opened(engine, bus)
    finally:
        await engine.stop()


def sqlite_options(folder: Path, **settings: Any) -> SqliteOptions:
    """Return the options of a SQLite file in the folder; without fsync, because tests survive power cuts."""
    return SqliteOptions(path=str(folder / "test.db"), **{"synchronous": "OFF", **settings})


async def fresh_sqlite(path: Path) -> None:
    """Write a new SQLite file with the whole schema."""
    template = templates() / f"{_TEMPLATE}.db"
    if not template.exists():
        engine = SqliteEngine(reactor, Bus(), sqlite_options(templates()))
        await engine.start()
        await migrate(engine, SystemClock())
        await engine.stop()
        (templates() / "test.db").rename(template)
    shutil.copyfile(template, path)


async def fresh_postgres(*, is_migrated: bool = True) -> PostgresOptions:
    """Return the options of a new PostgreSQL database, empty or with the whole schema."""
    if is_migrated:
        await _make_template(_server())
    return copied_postgres(_TEMPLATE if is_migrated else "template0")


def copied_postgres(template: str) -> PostgresOptions:
    """Return the options of a copy of a PostgreSQL database that nobody uses."""
    server = _server()
    name = _returned_copy(server, template)
    if not name:
        name = f"test_{next(_numbers)}"
        server.create(name, template=template)
    _lent[name] = template
    return postgres_options(server, name)


@contextmanager
def postgres_copies_return() -> Iterator[None]:
    """Let the copies that were made meanwhile be used again; whoever used them is done with them."""
    before = set(_lent)
    yield
    for name in _lent.keys() - before:
        template = _lent.pop(name)
        if template in _kept:
            _returned.setdefault(template, []).append(name)


def keep_template(name: str) -> None:
    """Let a PostgreSQL database remember what it holds now: its copies can be brought back to that."""
    _server().remember(name)
    _lent.pop(name, None)
    _kept.add(name)


def postgres_options(server: PostgresServer, name: str) -> PostgresOptions:
    """Return the options of one database of the server."""
    return PostgresOptions(host=server.folder, user="postgres", database=name, connections=3)


_TEMPLATE = "migrated"
_numbers = count(1)
_templates: set[str] = set()
_kept: set[str] = set()
_lent: dict[str, str] = {}
_returned: dict[str, list[str]] = {}


@cache
def _server() -> PostgresServer:
    return PostgresServer()


@cache
def templates() -> Path:
    """Return a folder for templates that lasts as long as the session."""
    made = tempfile.mkdtemp(prefix="databases")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def _returned_copy(server: PostgresServer, template: str) -> str:
    copies = _returned.get(template, [])
    for name in [one for one in copies if server.is_unused(one)]:
        copies.remove(name)
        if server.reset(name):
            return name
        server.drop(name)
    return ""


async def _make_template(server: PostgresServer) -> None:
    if _TEMPLATE in _templates:
        return
    server.create(_TEMPLATE, template="template0")
    engine = PostgresEngine(reactor, Bus(), postgres_options(server, _TEMPLATE))
    await engine.start()
    await migrate(engine, SystemClock())
    await engine.stop()
    keep_template(_TEMPLATE)
    _templates.add(_TEMPLATE)
