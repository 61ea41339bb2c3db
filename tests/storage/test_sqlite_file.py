"""The file of a SQLite database and its log, while others read it or take it away."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor

from gotosocial.errors import Overloaded
from gotosocial.storage.bus import Bus
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from tests.support.databases import sqlite_options
from tests.support.waiting import until


@pytest.fixture
def options(tmp_path: Path) -> SqliteOptions:
    return sqlite_options(tmp_path)


@pytest_twisted.async_yield_fixture
async def engine(options: SqliteOptions) -> AsyncIterator[SqliteEngine]:
    engine = SqliteEngine(reactor, Bus(), options)
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    yield engine
    await engine.stop()


async def insert(engine: SqliteEngine, thing_id: str, body: str = "") -> None:
    await engine.reads.run("INSERT INTO things (id, body) VALUES (:id, :body)", id=thing_id, body=body)


async def ids(engine: SqliteEngine) -> list[str]:
    return [row["id"] for row in await engine.reads.all("SELECT id FROM things ORDER BY id")]


def size_of_log(options: SqliteOptions) -> int:
    return os.stat(f"{options.path}-wal").st_size


def here(engine: SqliteEngine) -> bool:
    assert engine._whereabouts is not None
    return engine._whereabouts.is_here


async def test_a_log_that_grew_while_somebody_read_becomes_small_again(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    reader = sqlite3.connect(options.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM things").fetchone()
    for name in "abcdefgh":
        await insert(engine, name, "x" * 4_000_000)
    assert size_of_log(options) > 30_000_000
    reader.close()

    await insert(engine, "i")
    sqlite3.connect(options.path).execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    await insert(engine, "j")
    assert size_of_log(options) <= 17_000_000


async def test_nothing_is_written_into_a_database_that_was_taken_away(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    await insert(engine, "a")
    away = f"{options.path}.away"
    os.rename(options.path, away)
    await until(lambda: not here(engine))
    with pytest.raises(Overloaded):
        await insert(engine, "b")
    shutil.copyfile(away, options.path)
    with pytest.raises(Overloaded):
        await engine.reads.run("DELETE FROM things")
    assert await ids(engine) == ["a"]

    os.rename(away, options.path)
    await until(lambda: here(engine))
    await insert(engine, "c")
    assert await ids(engine) == ["a", "c"]
