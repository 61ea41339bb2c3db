"""Jobs that go from their COMMIT straight to a runner of the same process: once, bounded, never lost."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

from gotosocial.errors import RemoteFailed, TryAgainLater
from gotosocial.jobs.kinds import Job, Lane
from gotosocial.jobs.lane import LARGEST_WAITING, LEASE_MILLIS, MOST_WAITING
from gotosocial.jobs.performer import Performer
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.runner import Runner
from gotosocial.jobs.work import Finish, Works
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import flow
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
from tests.support.counting import CountingEngine
from tests.support.jobs import CountingUp, CountUp, Fetch, Walk, Walking, errands, put, waiting
from tests.support.keep import keep

ONE_SLOT = {Lane.OWN: 1}


@asynccontextmanager
async def idle_runner(
    db: Database,
    works: Works,
    bus: Bus,
    *,
    clock: MovedClock | None = None,
    shares: dict[Lane, int] = ONE_SLOT,
) -> AsyncIterator[Runner]:
    """Start a runner that has looked and found nothing; stop it at the end."""
    runner = Runner(db=db, works=works, clock=clock or MovedClock(), reactor=reactor, bus=bus, shares=shares)
    runner.startService()
    await runner.run_until_idle()
    try:
        yield runner
    finally:
        await runner.stopService()


@asynccontextmanager
async def one_busy_slot(db: Database, bus: Bus) -> AsyncIterator[tuple[Walking, Deferred[None]]]:
    """Give a runner whose only slot is taken by the job ``busy`` until the gate opens."""
    gate: Deferred[None] = Deferred()
    begun: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        if job.name == "busy":
            begun.callback(None)
            await flow.shield(gate)

    walking = Walking(walk)
    async with idle_runner(db, errands(walking), bus):
        await put(db, Walk(name="busy"))
        await begun
        yield walking, gate


async def all_done(db: Database) -> None:
    """Wait until no job is left."""
    while await waiting(db):
        await deferLater(reactor, 0.002)


async def attempts(db: Database) -> list[int]:
    rows = await db.querier.all("SELECT attempts FROM jobs ORDER BY id")
    return [row["attempts"] for row in rows]


def walks(count: int) -> Sequence[Job]:
    return [Walk(name=f"{number}") for number in range(count)]


async def test_a_job_that_is_handed_over_runs_once_and_is_never_claimed(engine: Engine, bus: Bus) -> None:
    counting = CountingEngine(engine)
    db = Database(counting)
    walking = Walking()
    heard: list[str] = []
    bus.subscribe("jobs", heard.append)
    async with idle_runner(db, errands(walking), bus):
        counting.statements.clear()
        await put(db, Walk(name="a"))
        await all_done(Database(engine))
    verbs = [sql.split()[0] for sql in counting.statements]
    assert (walking.ended, verbs, heard) == (["a"], ["INSERT", "DELETE"], [])
    assert await waiting(db) == 0


async def test_its_effect_happens_once(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    async with idle_runner(db, Works(consequences={CountUp: CountingUp()}), bus) as runner:
        await put(db, CountUp(status_id=status.id), CountUp(status_id=status.id))
        await runner.run_until_idle()
    assert (await db.statuses.get(status.id)).replies_count == 2


async def test_it_does_not_begin_before_its_maker_is_answered(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    walking = Walking()
    async with idle_runner(db, errands(walking), bus) as runner:
        await put(db, Walk(name="a"))
        assert walking.begun == []
        await runner.run_until_idle()
        assert walking.ended == ["a"]


async def test_a_deed_that_fails_hands_nothing_over(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    walking = Walking()

    async def deed(t: Transaction, name: str) -> None:
        await enqueue(t, Walk(name=name))
        if name == "failed":
            raise RemoteFailed("far.example", can_retry=True)

    async def tried(name: str) -> bool:
        try:
            await db.transact(lambda t: deed(t, name))
        except RemoteFailed:
            return False
        return True

    async with idle_runner(db, errands(walking), bus) as runner:
        assert await flow.gather(*map(tried, ("a", "failed", "b"))) == [True, False, True]
        await runner.run_until_idle()
    assert sorted(walking.begun) == ["a", "b"]
    assert await waiting(db) == 0


async def test_more_than_may_wait_in_memory_is_left_to_the_table(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    async with one_busy_slot(db, bus) as (walking, gate):
        await put(db, *walks(MOST_WAITING + 30))
        assert await attempts(db) == [1] * (1 + MOST_WAITING) + [0] * 30
        gate.callback(None)
        await all_done(db)
    assert walking.ended == ["busy", *(job.name for job in walks(MOST_WAITING + 30))]


async def test_no_new_job_passes_those_that_wait_in_the_table(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    async with one_busy_slot(db, bus) as (walking, gate):
        await put(db, *walks(MOST_WAITING + 1))
        await put(db, Walk(name="last"))
        assert (await attempts(db))[-2:] == [0, 0]
        gate.callback(None)
        await all_done(db)
    assert walking.ended[-1] == "last"


async def test_the_table_is_passed_again_when_it_is_empty(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    many, new = Deferred[None](), Deferred[None]()
    walking = Walking(lambda job, finish: flow.shield(new if job.name == "new" else many))
    async with idle_runner(db, errands(walking), bus):
        await put(db, *walks(MOST_WAITING + 2))
        many.callback(None)
        await all_done(db)
        await put(db, Walk(name="new"))
        assert await attempts(db) == [1]
        new.callback(None)


async def test_who_runs_no_jobs_holds_none(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    await put(db, Walk())
    async with idle_runner(db, errands(Walking()), bus) as runner:
        assert await waiting(db) == 0
    assert runner.running == 0
    await put(db, Walk())
    assert await attempts(db) == [0]


async def test_what_a_runner_does_not_do_is_left_to_others(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    async with idle_runner(db, Works(consequences={CountUp: CountingUp()}), bus, shares={Lane.OWN: 1}):
        await put(db, Fetch(name="a lane that has no share here"))
        assert await attempts(db) == [0]
    async with idle_runner(db, Works(), bus, shares={Lane.FETCHING: 1}) as runner:
        await put(db, Fetch(name="a kind that nobody does here"))
        assert (await attempts(db))[-1] == 0
        await runner.run_until_idle()


async def test_what_is_large_does_not_wait_in_memory(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    async with one_busy_slot(db, bus) as (walking, gate):
        await put(db, Walk(name="x" * LARGEST_WAITING), Walk(name="small"))
        assert await attempts(db) == [1, 0, 1]
        gate.callback(None)
        await all_done(db)
    assert walking.ended[1:] == ["small", "x" * LARGEST_WAITING]


async def test_a_key_that_is_taken_adds_nothing(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    async with one_busy_slot(db, bus) as (walking, gate):
        for name in ("first", "second"):
            await put(db, Walk(name=name), unique_key="key")
        await put(db, Walk(name="other"), unique_key="other key")
        assert await attempts(db) == [1, 0, 0]
        gate.callback(None)
        await all_done(db)
    assert walking.ended == ["busy", "first", "other"]


async def test_what_was_not_begun_is_given_back_at_the_end(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    clock = MovedClock()
    async with one_busy_slot(db, bus) as (walking, gate):
        await put(db, *walks(3))
        reactor.callLater(0, gate.callback, None)
    assert walking.ended == ["busy"]
    rows = await db.jobs.claim("own", clock.millis(), clock.millis() + LEASE_MILLIS, 10)
    assert [row.attempts for row in rows] == [1, 1, 1]


async def test_the_lease_of_what_waits_is_extended(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    clock = MovedClock()
    gate: Deferred[None] = Deferred()
    walking = Walking(lambda job, finish: flow.shield(gate))
    async with idle_runner(db, errands(walking), bus, clock=clock) as runner:
        await put(db, *walks(3))
        clock.ahead += 50
        await runner.extend_leases()
        now = clock.millis() + 50_000
        assert await db.jobs.claim("own", now, now + LEASE_MILLIS, 10) == []
        gate.callback(None)
        await runner.run_until_idle()
    assert len(walking.ended) == 3


async def test_one_that_fails_is_tried_again_although_nobody_wakes_the_lane(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    again: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        if len(walking.begun) == 1:
            raise TryAgainLater(0.06)
        again.callback(None)

    walking = Walking(walk)
    async with idle_runner(db, errands(walking), bus):
        await put(db, Walk(name="a"))
        await again
    assert walking.ended == ["a"]


@pytest.mark.parametrize("error", [TryAgainLater(100), RemoteFailed("far.example", can_retry=True)])
async def test_an_attempt_that_fails_says_when_the_next_one_is_due(engine: Engine, error: Exception) -> None:
    db = Database(engine)

    async def walk(job: Walk, finish: Finish) -> None:
        raise error

    await put(db, Walk())
    [row] = await db.jobs.claim("own", 100, 200, 1)
    due = await Performer(db, errands(Walking(walk)), MovedClock(), reactor).perform(row)
    assert due is not None
    assert due == await db.jobs.next_run_at("own")
