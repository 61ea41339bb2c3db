"""Which reads SQLite answers on the reactor thread, and which go to a thread of their own."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor

from gotosocial.storage.bus import Bus
from gotosocial.storage.engines import sqlite_reads
from gotosocial.storage.engines.sqlite import SqliteEngine
from tests.support.databases import sqlite_options

ENDLESS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :most)
SELECT COUNT(*) FROM numbers"""


@pytest_twisted.async_yield_fixture
async def engine(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    engine = SqliteEngine(reactor, Bus(), sqlite_options(tmp_path))
    await engine.start()
    yield engine
    await engine.stop()


async def test_a_read_over_its_budget_goes_on_in_a_thread_and_stays_there(engine: SqliteEngine) -> None:
    threads: list[str] = []
    engine._reader.create_function("where_am_i", 0, lambda: threads.append(threading.current_thread().name))
    sql = f"SELECT where_am_i(), ({ENDLESS})"
    slow = engine.reads.value(ENDLESS, most=300_000)
    assert not slow.called
    assert await slow == 300_000
    quick = engine.reads.value(ENDLESS, most=3)
    assert not quick.called
    assert await quick == 3
    other = engine.reads.maybe(sql, most=3)
    assert other.called
    await other
    assert threads == [threading.current_thread().name]


async def test_a_statement_that_was_over_its_budget_comes_back_after_a_while(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_reads, "AVOIDED_SECONDS", 0.0)
    slow = engine.reads.value(ENDLESS, most=300_000)
    assert not slow.called
    await slow
    quick = engine.reads.value(ENDLESS, most=3)
    assert quick.called
    assert await quick == 3


async def test_a_short_read_is_not_stopped_because_somebody_else_had_the_processor(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_reads, "BUDGET_SECONDS", -1.0)
    for _ in range(300):
        assert engine.reads.value(ENDLESS, most=20).called
    assert not engine.reads.value(ENDLESS, most=3_000).called
