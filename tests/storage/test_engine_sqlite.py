"""What the SQLite engine promises: shared commits, a free reactor, neighbours, full disks, crashes."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from gotosocial.errors import Contention, Misconfigured, StorageFull
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.database import Dangling, Duplicate, Querier
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from tests.support.databases import sqlite_options
from tests.support.waiting import until, wait

ENDLESS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :most)
SELECT COUNT(*) FROM numbers"""
HOLD = """
import sqlite3, sys
neighbour = sqlite3.connect(sys.argv[1], isolation_level=None)
neighbour.execute("BEGIN IMMEDIATE")
neighbour.execute("INSERT INTO things (id) VALUES ('theirs')")
print("held", flush=True)
sys.stdin.readline()
neighbour.execute("COMMIT")
print("let go", flush=True)
"""
WRITE_ON = """
import sys
from twisted.internet import reactor
from gotosocial.storage.bus import Bus
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from gotosocial.util.flow import start

async def write_on():
    engine = SqliteEngine(reactor, Bus(), SqliteOptions(path=sys.argv[1]))
    await engine.start()
    for number in range(1_000_000):
        await engine.reads.run("INSERT INTO things (id) VALUES (:id)", id=str(number))
        print(number, flush=True)

start(write_on()).addErrback(lambda failure: print(failure, flush=True))
reactor.run()
"""


def python(program: str, path: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def size(path: str) -> int:
    return Path(path).stat().st_size


def modes(path: str) -> set[int]:
    return {file.stat().st_mode & 0o777 for file in Path(path).parent.glob("test.db*")}


def is_a_disk(folder: Path) -> bool:
    return folder.is_mount()


def is_there(path: str) -> bool:
    return Path(path).exists()


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


def insert(thing_id: str, body: str = "") -> Callable[[Querier], Deferred[int]]:
    return lambda q: q.run("INSERT INTO things (id, body) VALUES (:id, :body)", id=thing_id, body=body)


async def ids(engine: SqliteEngine) -> list[str]:
    return [row["id"] for row in await engine.reads.all("SELECT id FROM things ORDER BY id")]


async def failure_of(answer: "Deferred[object]") -> BaseException | None:
    try:
        await answer
    except Exception as error:
        return error
    return None


async def test_deeds_of_one_turn_share_a_commit_and_one_may_fail(engine: SqliteEngine) -> None:
    commits: list[str] = []
    engine._writer.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    answers = [engine.transact(insert(name)) for name in ("a", "b", "a", "c")]
    assert not any(answer.called for answer in answers)
    errors = [await failure_of(answer) for answer in answers]
    assert [type(error) for error in errors] == [type(None), type(None), Duplicate, type(None)]
    assert commits == ["COMMIT"]
    assert await ids(engine) == ["a", "b", "c"]


async def test_nothing_is_answered_or_seen_before_the_commit(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    seen: list[object] = []
    outside = sqlite3.connect(options.path)

    async def look(t: Querier) -> None:
        await insert("a")(t)
        seen.append(("during", outside.execute("SELECT COUNT(*) FROM things").fetchone()[0]))

    answer = engine.transact(look)
    answer.addCallback(
        lambda _: seen.append(("answered", outside.execute("SELECT COUNT(*) FROM things").fetchone()[0]))
    )
    await answer
    assert seen == [("during", 0), ("answered", 1)]
    outside.close()


async def test_a_deed_that_waits_for_something_else_is_rolled_back(engine: SqliteEngine) -> None:
    async def deed(t: Querier) -> None:
        await insert("a")(t)
        await wait(0)

    neighbour = engine.transact(insert("b"))
    with pytest.raises(RuntimeError, match="awaited something other than its transaction"):
        await engine.transact(deed)
    await neighbour
    assert await ids(engine) == ["b"]


async def test_when_the_commit_fails_every_deed_of_the_turn_fails(engine: SqliteEngine) -> None:
    await engine.reads.run("CREATE TABLE parents (id TEXT PRIMARY KEY)")
    await engine.reads.run(
        "CREATE TABLE children (id TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    heard: list[str] = []
    engine._bus.subscribe("thing", heard.append)

    async def orphan(t: Querier) -> None:
        await t.run("INSERT INTO children (id) VALUES ('nobody')")
        t.tell("thing", "orphan")

    answers = [engine.transact(insert("a")), engine.transact(orphan), engine.transact(insert("a"))]
    errors = [await failure_of(answer) for answer in answers]
    assert [type(error) for error in errors] == [Dangling, Dangling, Duplicate]
    assert await ids(engine) == []
    assert heard == []
    await engine.transact(insert("b"))
    assert await ids(engine) == ["b"]


async def test_another_process_that_writes_is_waited_for(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    with python(HOLD, options.path) as neighbour:
        assert neighbour.stdin is not None
        assert neighbour.stdout is not None
        assert neighbour.stdout.readline() == "held\n"
        answer = engine.transact(insert("ours"))
        turns = 0
        for _ in range(20):
            await wait(0.01)
            turns += 1
            assert await ids(engine) == []
        assert not answer.called
        neighbour.stdin.write("\n")
        neighbour.stdin.flush()
        await answer
        assert turns == 20
        assert await ids(engine) == ["ours", "theirs"]


async def test_who_waits_too_long_for_another_process_meets_contention(tmp_path: Path) -> None:
    engine = SqliteEngine(reactor, Bus(), sqlite_options(tmp_path, busy_timeout=0.2))
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    neighbour = sqlite3.connect(str(tmp_path / "test.db"), isolation_level=None)
    neighbour.execute("BEGIN IMMEDIATE")
    with pytest.raises(Contention):
        await engine.transact(insert("a"))
    neighbour.execute("ROLLBACK")
    await engine.transact(insert("b"))
    assert await ids(engine) == ["b"]
    neighbour.close()
    await engine.stop()


async def test_writes_of_another_process_are_noticed_and_ours_are_not(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    lost: list[str] = []
    engine._bus.subscribe(LOST, lost.append)
    await engine.transact(insert("a"))
    await wait(1.2)
    await engine.transact(insert("b"))
    await wait(1.2)
    assert lost == []
    neighbour = sqlite3.connect(options.path)
    neighbour.execute("INSERT INTO things (id) VALUES ('theirs')")
    neighbour.commit()
    neighbour.close()
    await until(lambda: bool(lost))
    await wait(1.2)
    assert lost == [""]


async def test_a_database_that_is_full_takes_nothing_and_recovers(engine: SqliteEngine) -> None:
    pages = await engine.reads.value("PRAGMA page_count")

    async def limit(t: Querier) -> None:
        await t.run(f"PRAGMA max_page_count = {pages + 4}")

    async def fill(t: Querier) -> None:
        for number in range(50):
            await insert(f"x{number}", "x" * 3000)(t)

    await engine.transact(limit)
    with pytest.raises(StorageFull):
        await engine.transact(fill)
    assert await ids(engine) == []
    await engine.transact(insert("small"))
    assert await ids(engine) == ["small"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one MiB where the tests may mount one; else the folder itself, limited to one MiB a file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_a_disk_that_is_full_gives_storage_full_and_leaves_nothing_half_written(
    small_disk: Path,
) -> None:
    engine = SqliteEngine(reactor, Bus(), sqlite_options(small_disk))
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    if not is_a_disk(small_disk):
        await engine.transact(lambda t: t.run("PRAGMA max_page_count = 200"))

    async def pair(t: Querier, number: int) -> None:
        await insert(f"{number:04d}a", "x" * 20_000)(t)
        await insert(f"{number:04d}b", "x" * 20_000)(t)

    kept = []
    for number in range(100):
        try:
            await engine.transact(lambda t, number=number: pair(t, number))
        except StorageFull:
            break
        kept += [f"{number:04d}a", f"{number:04d}b"]
    assert 0 < len(kept) < 200
    assert await ids(engine) == kept
    await engine.stop()
    again = SqliteEngine(reactor, Bus(), sqlite_options(small_disk))
    await again.start()
    assert await ids(again) == kept
    assert await again.reads.value("PRAGMA integrity_check") == "ok"
    await again.stop()


async def test_what_was_answered_survives_kill_9(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    with python(WRITE_ON, options.path) as writer:
        assert writer.stdout is not None
        answered = [writer.stdout.readline().strip() for _ in range(200)]
        writer.send_signal(signal.SIGKILL)
        answered += writer.stdout.read().split()
    assert answered[:3] == ["0", "1", "2"]
    kept = await ids(engine)
    assert set(answered) - set(kept) == set()
    assert len(kept) <= len(answered) + 1


async def test_scans_leave_the_reactor_at_once_and_quick_reads_do_not(engine: SqliteEngine) -> None:
    await engine.transact(insert("a"))
    scan = engine.reads.scan("SELECT id FROM things")
    assert not scan.called
    assert [row["id"] for row in await scan] == ["a"]
    assert engine.reads.all("SELECT id FROM things").called
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await engine.reads.scan("SELECT id FROM nowhere")


async def test_reading_connections_cannot_write(engine: SqliteEngine) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await engine.reads.scan("DELETE FROM things RETURNING id")


async def test_the_log_is_copied_into_the_file_by_and_by(
    engine: SqliteEngine, options: SqliteOptions
) -> None:
    empty = size(options.path)
    await engine.transact(insert("a", "x" * 100_000))
    await until(lambda: size(options.path) > empty + 100_000)


async def test_stopping_finishes_what_was_given_and_empties_the_log(options: SqliteOptions) -> None:
    engine = SqliteEngine(reactor, Bus(), options)
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    answer = engine.transact(insert("a"))
    scan = engine.reads.scan(ENDLESS, most=100_000)
    await engine.stop()
    assert await answer == 1
    assert (await scan)[0][0] == 100_000
    assert not is_there(options.path + "-wal")
    with pytest.raises(RuntimeError, match="closed"):
        await engine.transact(insert("b"))
    assert sqlite3.connect(options.path).execute("SELECT id FROM things").fetchall() == [("a",)]


async def test_a_database_in_memory_needs_one_connection_and_no_thread() -> None:
    engine = SqliteEngine(reactor, Bus(), SqliteOptions(path=":memory:"))
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    await engine.transact(insert("a"))
    assert engine.reads.scan("SELECT id FROM things").called
    assert await engine.reads.value(ENDLESS, most=100_000) == 100_000
    assert await ids(engine) == ["a"]
    await engine.stop()


@pytest.mark.parametrize("mode", ["DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF", "wal", ""])
async def test_every_journal_mode_rolls_back(tmp_path: Path, mode: str) -> None:
    engine = SqliteEngine(reactor, Bus(), sqlite_options(tmp_path, journal_mode=mode))
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, body TEXT)")
    answers = [engine.transact(insert(name)) for name in ("a", "a", "b")]
    assert [await failure_of(answer) is None for answer in answers] == [True, False, True]
    assert await ids(engine) == ["a", "b"]
    await engine.stop()


async def test_nobody_else_may_read_the_file(engine: SqliteEngine, options: SqliteOptions) -> None:
    await engine.transact(insert("a"))
    assert modes(options.path) == {0o600}


async def test_a_database_that_may_only_be_read_is_a_clear_mistake(
    options: SqliteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = SqliteEngine(reactor, Bus(), options)
    await first.start()
    await first.stop()
    os.chmod(options.path, 0o400)
    if os.geteuid() == 0:  # Who may do everything is told what others are.
        monkeypatch.setattr(os, "access", lambda path, mode: bool(os.stat(path).st_mode >> 6 & mode))
    with pytest.raises(Misconfigured, match="cannot be opened: this user may not write to it"):
        await SqliteEngine(reactor, Bus(), options).start()


async def test_a_database_that_cannot_be_opened_is_a_clear_mistake(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_text("this is not a database, but it is long enough to look like one" * 50)
    for options, words in (
        (SqliteOptions(path=str(tmp_path / "nowhere" / "x.db")), "does not exist"),
        (SqliteOptions(path=str(tmp_path)), "cannot be opened"),
        (SqliteOptions(path=str(tmp_path / "test.db")), "not a database"),
    ):
        with pytest.raises(Misconfigured, match=words):
            await SqliteEngine(reactor, Bus(), options).start()
