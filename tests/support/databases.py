"""Databases for tests: SQLite in a temporary folder, PostgreSQL in a server that the test session owns.

``opened_sqlite`` and ``opened_postgres`` give a started engine with its bus; whoever opens one stops it. The
PostgreSQL server starts when the first test wants it. Migrations run once, into a template database; every
test gets a copy of it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
        engine: Engine = SqliteEngine(reactor, bus, options)
        await engine.start()
        if is_migrated:
            await migrate(engine, SystemClock())
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


async def fresh_postgres(*, is_migrated: bool = True) -> PostgresOptions:
    """Return the options of a new PostgreSQL database, empty or with the whole schema."""
    server = _server()
    name = f"test_{next(_numbers)}"
    if is_migrated:
        await _make_template(server)
    server.create(name, template=_TEMPLATE if is_migrated else "template0")
    return postgres_options(server, name)


def postgres_options(server: PostgresServer, name: str) -> PostgresOptions:
    """Return the options of one database of the server."""
    return PostgresOptions(host=server.folder, user="postgres", database=name, connections=3)


_TEMPLATE = "migrated"
_numbers = count(1)
_templates: set[str] = set()


@cache
def _server() -> PostgresServer:
    return PostgresServer()


async def _make_template(server: PostgresServer) -> None:
    if _TEMPLATE in _templates:
        return
    server.create(_TEMPLATE, template="template0")
    engine = PostgresEngine(reactor, Bus(), postgres_options(server, _TEMPLATE))
    await engine.start()
    await migrate(engine, SystemClock())
    await engine.stop()
    _templates.add(_TEMPLATE)
