"""The schema grows forward only, once, whoever starts first."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet import reactor

from gotosocial.errors import Misconfigured
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.engines.postgres import PostgresEngine
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.schema.migrate import migrate
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import gather
from tests.support.databases import KINDS, Opened, fresh_postgres, sqlite_options

CLOCK = SystemClock()
PACKAGE = "schema_of_a_test"


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of schema files that tests fill."""
    folder = tmp_path / "packages" / PACKAGE
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "0001_first.sql").write_text(
        "CREATE TABLE things (id TEXT); -- it's; fine\nCREATE INDEX x ON things (id);"
    )
    (folder / "0002_more.sqlite.sql").write_text("INSERT INTO things (id) VALUES ('sqlite;')")
    (folder / "0002_more.postgres.sql").write_text("INSERT INTO things (id) VALUES ('postgres;')")
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    yield folder
    sys.modules.pop(PACKAGE, None)


async def ids(engine: Engine) -> list[str]:
    return [row["id"] for row in await engine.reads.all("SELECT id FROM things ORDER BY id")]


async def two_engines(kind: str, folder: Path) -> list[Engine]:
    """Two engines over one new database, as two processes would have them."""
    if kind == "sqlite":
        files = sqlite_options(folder)
        return [SqliteEngine(reactor, Bus(), files) for _ in range(2)]
    server = await fresh_postgres(is_migrated=False)
    return [PostgresEngine(reactor, Bus(), server) for _ in range(2)]


async def test_files_are_applied_once_in_order_and_by_engine(bare: Opened, schema: Path) -> None:
    assert await migrate(bare.engine, CLOCK, PACKAGE) == ["0001_first", "0002_more"]
    assert await ids(bare.engine) == [bare.engine.name + ";"]
    assert await migrate(bare.engine, CLOCK, PACKAGE) == []
    (schema / "0010_later.sql").write_text("INSERT INTO things (id) VALUES ('later')")
    assert await migrate(bare.engine, CLOCK, PACKAGE) == ["0010_later"]
    versions = await bare.engine.reads.all("SELECT version, name FROM schema_versions ORDER BY version")
    assert [(row["version"], row["name"]) for row in versions] == [(1, "first"), (2, "more"), (10, "later")]


async def test_a_file_that_fails_leaves_nothing_and_can_be_tried_again(bare: Opened, schema: Path) -> None:
    broken = schema / "0003_broken.sql"
    broken.write_text("INSERT INTO things (id) VALUES ('half');\nINSERT INTO nowhere (id) VALUES ('x');")
    with pytest.raises(Exception, match="nowhere"):
        await migrate(bare.engine, CLOCK, PACKAGE)
    assert await ids(bare.engine) == [bare.engine.name + ";"]
    broken.write_text("INSERT INTO things (id) VALUES ('whole')")
    assert await migrate(bare.engine, CLOCK, PACKAGE) == ["0003_broken"]


async def test_a_database_of_a_newer_program_is_refused(bare: Opened, schema: Path) -> None:
    (schema / "0003_newer.sql").write_text("INSERT INTO things (id) VALUES ('new')")
    await migrate(bare.engine, CLOCK, PACKAGE)
    (schema / "0003_newer.sql").unlink()
    with pytest.raises(Misconfigured, match=r"schema version 3.*up to 2.*newer version"):
        await migrate(bare.engine, CLOCK, PACKAGE)


async def test_two_files_with_one_number_are_refused(bare: Opened, schema: Path) -> None:
    (schema / "0002_again.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match="0002"):
        await migrate(bare.engine, CLOCK, PACKAGE)


async def test_texts_sort_by_their_bytes_whatever_the_database_does() -> None:
    """Cursors and bounds are compared as text: where ``~`` sorts before letters, every list is empty."""
    engine = PostgresEngine(reactor, Bus(), await fresh_postgres(is_migrated=False))
    await engine.start()
    await migrate(engine, CLOCK)
    columns = await engine.reads.all(
        "SELECT table_name, column_name, collation_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'text'"
    )
    assert len(columns) > 100
    others = [row for row in columns if row["collation_name"] != "C"]
    assert others == []
    await engine.stop()


@pytest.mark.parametrize("kind", KINDS)
async def test_two_processes_that_start_at_once_apply_each_file_once(
    kind: str, tmp_path: Path, schema: Path
) -> None:
    engines = await two_engines(kind, tmp_path)
    for engine in engines:
        await engine.start()
    applied = await gather(*(migrate(engine, CLOCK, PACKAGE) for engine in engines))
    assert sorted(applied[0] + applied[1]) == ["0001_first", "0002_more"]
    assert len(await ids(engines[0])) == 1
    for engine in engines:
        await engine.stop()


@pytest.mark.parametrize("table", ["accounts", "bun_migrations"])
async def test_a_database_of_another_program_is_refused_and_left_as_it_was(bare: Opened, table: str) -> None:
    await bare.engine.transact(lambda q: q.run(f"CREATE TABLE {table} (id TEXT)"))
    with pytest.raises(Misconfigured, match=f"another program, which has made its table {table}"):
        await migrate(bare.engine, CLOCK)
    await bare.engine.transact(lambda q: q.run("CREATE TABLE schema_versions (id TEXT)"))
