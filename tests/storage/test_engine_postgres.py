"""What the PostgreSQL engine promises: lost connections, other processes, contention, messages."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager

import attrs
import psycopg2
import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred

from gotosocial.errors import Contention, Invalid, Misconfigured, Overloaded, StorageFull
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.database import Querier
from gotosocial.storage.engines.postgres import PostgresEngine
from gotosocial.storage.engines.postgres_connect import PostgresOptions
from gotosocial.storage.engines.postgres_pool import Pool
from gotosocial.util.flow import gather, start, timeout
from tests.support.databases import fresh_postgres
from tests.support.waiting import until, wait

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{code}'; END $$"


@pytest_twisted.async_fixture
async def options() -> PostgresOptions:
    return await fresh_postgres(is_migrated=False)


@pytest_twisted.async_yield_fixture
async def engine(options: PostgresOptions) -> AsyncIterator[PostgresEngine]:
    engine = PostgresEngine(reactor, Bus(), options)
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT NOT NULL DEFAULT 0)")
    yield engine
    await engine.stop()


@pytest_twisted.async_yield_fixture
async def other(options: PostgresOptions) -> AsyncIterator[PostgresEngine]:
    """Another process: an engine and a bus of its own over the same database."""
    other = PostgresEngine(reactor, Bus(), options)
    await other.start()
    yield other
    await other.stop()


def kill_all(options: PostgresOptions) -> int:
    """End every connection to the database from outside, blocking; return how many there were."""
    connection = psycopg2.connect(attrs.evolve(options, database="postgres").dsn())
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (options.database,)
    )
    killed = len(cursor.fetchall())
    connection.close()
    return killed


async def insert(q: Querier, thing_id: str) -> int:
    return await q.run("INSERT INTO things (id) VALUES (:id)", id=thing_id)


async def ids(engine: PostgresEngine) -> list[str]:
    return [row["id"] for row in await engine.reads.all("SELECT id FROM things ORDER BY id")]


async def test_reads_go_on_at_once_when_every_connection_was_killed(
    engine: PostgresEngine, options: PostgresOptions
) -> None:
    await gather(*(start_value(engine) for _ in range(6)))
    for _ in range(3):
        assert kill_all(options) >= 2
        assert await gather(*(start_value(engine) for _ in range(6))) == [1] * 6


async def start_value(engine: PostgresEngine) -> int:
    return int(await engine.reads.value("SELECT 1"))


async def test_deeds_go_on_at_once_when_idle_connections_were_killed(
    engine: PostgresEngine, options: PostgresOptions
) -> None:
    kill_all(options)
    await engine.transact(lambda t: insert(t, "a"))
    kill_all(options)
    await wait(0.05)
    assert await engine.reads.run("INSERT INTO things (id) VALUES ('b')") == 1
    assert await ids(engine) == ["a", "b"]


async def test_a_deed_whose_connection_dies_in_the_middle_is_run_again(
    engine: PostgresEngine, options: PostgresOptions
) -> None:
    runs: list[int] = []

    async def deed(t: Querier) -> None:
        runs.append(len(runs))
        await insert(t, "a")
        if len(runs) == 1:
            kill_all(options)
        await insert(t, "b")

    await engine.transact(deed)
    assert runs == [0, 1]
    assert await ids(engine) == ["a", "b"]


async def test_a_connection_that_dies_during_commit_is_an_unknown_outcome(
    engine: PostgresEngine, options: PostgresOptions
) -> None:
    runs: list[int] = []

    async def deed(t: Querier) -> None:
        runs.append(len(runs))
        await insert(t, "a")
        # Runs in the same message as COMMIT.
        t.later("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Overloaded):
        await engine.transact(deed)
    assert runs == [0]
    assert await ids(engine) == []


async def test_messages_reach_the_other_process_after_the_commit(
    engine: PostgresEngine, other: PostgresEngine
) -> None:
    here: list[str] = []
    there: list[str] = []
    engine._bus.subscribe("thing", here.append)
    other._bus.subscribe("thing", there.append)

    async def deed(t: Querier) -> None:
        t.tell("thing", "it's|odd")
        await insert(t, "a")

    async def bad(t: Querier) -> None:
        t.tell("thing", "never")
        await insert(t, "b")
        raise KeyError

    with pytest.raises(KeyError):
        await engine.transact(bad)
    await engine.transact(deed)
    assert here == ["it's|odd"]
    engine.reads.tell("thing", "last")
    await until(lambda: "last" in there)
    assert there == ["it's|odd", "last"]
    assert here == ["it's|odd", "last"]


async def test_a_lost_bus_says_so_and_comes_back(
    engine: PostgresEngine, other: PostgresEngine, options: PostgresOptions
) -> None:
    lost: list[str] = []
    there: list[str] = []
    other._bus.subscribe(LOST, lost.append)
    other._bus.subscribe("thing", there.append)
    kill_all(options)
    await until(lambda: len(lost) >= 2)
    engine.reads.tell("thing", "a")
    await until(lambda: there == ["a"])
    assert len(lost) == 2


async def test_a_deadlock_is_resolved_by_running_one_deed_again(engine: PostgresEngine) -> None:
    await insert(engine.reads, "a")
    await insert(engine.reads, "b")
    ready: list[str] = []

    def crosswise(first: str, second: str) -> "Deferred[None]":
        async def deed(t: Querier) -> None:
            await t.run("UPDATE things SET number = number + 1 WHERE id = :id", id=first)
            ready.append(first)
            while len(ready) < 2:
                await wait(0.01)
            await t.run("UPDATE things SET number = number + 1 WHERE id = :id", id=second)

        return engine.transact(deed)

    await gather(as_coroutine(crosswise("a", "b")), as_coroutine(crosswise("b", "a")))
    assert len(ready) > 2
    assert [row["number"] for row in await engine.reads.all("SELECT number FROM things")] == [2, 2]


async def as_coroutine(answer: "Deferred[None]") -> None:
    await answer


async def test_contention_that_does_not_end_is_told(engine: PostgresEngine) -> None:
    runs: list[int] = []

    async def deed(t: Querier) -> None:
        runs.append(1)
        await insert(t, "a")
        await t.run(RAISE.format(code="40001"))

    with pytest.raises(Contention):
        await engine.transact(deed)
    assert len(runs) == 5
    assert await ids(engine) == []


async def test_a_full_disk_is_storage_full(engine: PostgresEngine) -> None:
    async def deed(t: Querier) -> None:
        await insert(t, "a")
        await t.run(RAISE.format(code="53100"))

    with pytest.raises(StorageFull):
        await engine.transact(deed)
    with pytest.raises(StorageFull):
        await engine.reads.run(RAISE.format(code="53100"))
    assert await ids(engine) == []


async def test_a_statement_that_takes_too_long_is_ended(options: PostgresOptions) -> None:
    engine = PostgresEngine(reactor, Bus(), attrs.evolve(options, statement_timeout=0.1))
    await engine.start()
    with pytest.raises(Contention):
        await engine.reads.value("SELECT pg_sleep(60)")
    assert await engine.alone("x", lambda t: t.value("SELECT 1 FROM pg_sleep(0.3)")) == 1
    assert await engine.reads.value("SELECT 1") == 1
    await engine.stop()


async def test_two_claims_at_once_get_different_rows(engine: PostgresEngine, other: PostgresEngine) -> None:
    await insert(engine.reads, "a")
    await insert(engine.reads, "b")
    claimed: list[str] = []

    async def claim(t: Querier) -> None:
        claimed.append(await t.value("SELECT id FROM things ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"))
        while len(claimed) < 2:
            await wait(0.01)

    await gather(as_coroutine(engine.transact(claim)), as_coroutine(other.transact(claim)))
    assert sorted(claimed) == ["a", "b"]


async def test_alone_is_never_beside_its_namesake(engine: PostgresEngine, other: PostgresEngine) -> None:
    inside: list[str] = []

    def entering(name: str) -> Callable[[Querier], "Deferred[None]"]:
        async def deed(t: Querier) -> None:
            inside.append(name)
            await wait(0.1)
            await t.value("SELECT 1")
            assert inside == [name]
            inside.clear()

        return lambda t: start(deed(t))

    await gather(
        as_coroutine(engine.alone("x", entering("one"))), as_coroutine(other.alone("x", entering("two")))
    )


async def test_cancelling_an_answer_leaves_the_connection_usable(engine: PostgresEngine) -> None:
    answer = engine.reads.value("SELECT pg_sleep(0.1)")
    answer.addErrback(lambda failure: None)
    await wait(0.02)
    answer.cancel()
    assert await gather(*(start_value(engine) for _ in range(6))) == [1] * 6


async def test_more_questions_than_connections_are_all_answered(engine: PostgresEngine) -> None:
    assert await gather(*(start_value(engine) for _ in range(50))) == [1] * 50


async def test_stopping_waits_for_what_runs(options: PostgresOptions) -> None:
    engine = PostgresEngine(reactor, Bus(), options)
    await engine.start()
    answers = [engine.reads.value("SELECT 1 FROM pg_sleep(0.1)") for _ in range(5)]
    await engine.stop()
    assert [await answer for answer in answers] == [1] * 5
    assert kill_all(options) == 0


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_what_is_no_text_is_refused_as_such(engine: PostgresEngine, text: str) -> None:
    with pytest.raises(Invalid):
        await engine.reads.maybe("SELECT id FROM things WHERE id = :id", id=text)

    async def deed(t: Querier) -> None:
        t.later("INSERT INTO things (id) VALUES ('first')")
        t.later("INSERT INTO things (id) VALUES (:id)", id=text)

    with pytest.raises(Invalid):
        await engine.transact(deed)
    assert await engine.reads.value("SELECT COUNT(*) FROM things") == 0


async def test_a_server_that_cannot_be_used_is_a_clear_mistake(options: PostgresOptions) -> None:
    for wrong, words in (
        (attrs.evolve(options, host="/nowhere"), "cannot be reached"),
        (attrs.evolve(options, database="nothing"), "does not exist"),
        (PostgresOptions(connection_string="what is this"), "connection string"),
    ):
        with pytest.raises(Misconfigured, match=words):
            await PostgresEngine(reactor, Bus(), wrong).start()


@pytest.mark.parametrize(
    "written",
    [
        "postgres//u:hunter2@localhost/x",
        "postgres://u:hunter2%zz@localhost/x",
        "host=localhost hunter2",
        "host=localhost password='hunter2",
        'postgres//u:"hunter2"@localhost/x',
        "postgres://u:hunter2@localhost/x?hunter2=1",
    ],
)
def test_a_connection_string_that_cannot_be_read_is_not_repeated(written: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        PostgresOptions(connection_string=written).dsn()
    assert caught.value.public.startswith("the connection string of the database cannot be read: ")
    assert "hunter2" not in caught.value.public
    assert "\n" not in caught.value.public


async def test_a_connection_string_replaces_the_parts(options: PostgresOptions) -> None:
    url = f"postgresql://postgres@/{options.database}?host={options.host}"
    engine = PostgresEngine(reactor, Bus(), PostgresOptions(host="ignored", connection_string=url))
    await engine.start()
    assert await engine.reads.value("SELECT current_database()") == options.database
    await engine.stop()


async def test_who_stops_waiting_for_a_connection_takes_none_along(options: PostgresOptions) -> None:
    pool = Pool(reactor, attrs.evolve(options, connections=1))
    lent = await pool.acquire()
    impatient, patient = start(pool.acquire()), start(pool.acquire())
    impatient.addErrback(lambda failure: failure.trap(CancelledError))
    impatient.cancel()
    pool.release(lent)
    assert await timeout(patient, 10, reactor) is lent
    stopped = start(pool.stop())
    pool.release(lent)
    await stopped


@contextmanager
def frozen(pids: Iterable[int]) -> Iterator[None]:
    """Let processes of the server stand still: what is sent to them arrives and is never answered."""
    pids = list(pids)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def test_a_server_that_says_nothing_is_given_up(options: PostgresOptions) -> None:
    hurried = attrs.evolve(options, statement_timeout=0.2, silence_timeout=0.2, connections=1)
    engine = PostgresEngine(reactor, Bus(), hurried)
    await engine.start()
    await engine.reads.run("CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT NOT NULL DEFAULT 0)")
    for ask in (lambda: engine.reads.value("SELECT 1"), lambda: engine.transact(lambda t: insert(t, "a"))):
        with frozen([int(await engine.reads.value("SELECT pg_backend_pid()"))]):
            with pytest.raises(Overloaded):
                await timeout(ask(), 15, reactor)
            assert await start_value(engine) == 1
    await engine.stop()


async def test_work_that_may_take_long_is_not_given_up(options: PostgresOptions) -> None:
    hurried = attrs.evolve(options, statement_timeout=0.1, silence_timeout=0.1, connections=1)
    engine = PostgresEngine(reactor, Bus(), hurried)
    await engine.start()

    async def slow(q: Querier) -> int:
        await q.value("SELECT pg_sleep(0.5)")
        return 7

    assert await engine.alone("slow", slow) == 7
    await engine.stop()
