"""Ends of jobs that are not as usual: given up, taken back, forgotten."""

from datetime import timedelta

import pytest

from gotosocial.errors import NotRelevant, RemoteFailed
from gotosocial.handlers.housekeeping.bites import BITE
from gotosocial.handlers.housekeeping.prune_expired import DEAD_JOBS_KEPT, GONE_KEPT, Pruner
from gotosocial.jobs.kinds import Hopeless, PruneExpired
from gotosocial.jobs.lane import LEASE_MILLIS
from gotosocial.jobs.work import Finish, Works
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
from tests.support.counting import CountingEngine
from tests.support.jobs import Fetch, Walk, Walking, a_runner, dead_jobs, put
from tests.support.keep import keep


async def test_who_counts_on_a_job_hears_that_it_is_given_up(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    told: list[str] = []

    async def fail(job: Walk, finish: Finish) -> None:
        raise Hopeless(job.name)

    async def given_up(t: Transaction, job: Walk) -> None:
        told.append(job.name)
        await t.statuses.change_counts(status.id, replies=1)
        if len(told) == 1:
            raise RemoteFailed("far.example", can_retry=True)

    works = Works(errands={Walk: Walking(fail), Fetch: Walking(fail)}, given_up={Walk: given_up})
    clock = MovedClock()
    runner = a_runner(db, works, clock)
    await put(db, Walk(name="a"), Fetch(name="b"))
    await runner.run_until_idle()
    # Both or none: the job stays until whoever counts on it could be told.
    assert (told, [dead.kind for dead in await dead_jobs(db)]) == (["a"], ["Fetch"])
    assert (await db.statuses.get(status.id)).replies_count == 0
    clock.ahead += LEASE_MILLIS / 1000
    await runner.run_until_idle()
    assert (told, len(await dead_jobs(db))) == (["a", "a"], 2)
    assert (await db.statuses.get(status.id)).replies_count == 1


async def test_an_end_that_was_rolled_back_is_none(engine: Engine) -> None:
    db = Database(engine)

    async def drop_it(job: Walk, finish: Finish) -> None:
        async def deed(t: Transaction) -> None:
            await finish(t)
            raise NotRelevant

        with pytest.raises(NotRelevant):
            await db.transact(deed)

    await put(db, Walk(name="a"))
    await a_runner(db, Works(errands={Walk: Walking(drop_it)})).run_until_idle()
    assert await engine.reads.value("SELECT COUNT(*) FROM jobs") == 0


async def test_a_dead_job_is_forgotten_one_day(engine: Engine) -> None:
    db, clock = Database(engine), MovedClock()
    await put(db, Walk(name="a"))

    async def fail(job: Walk, finish: Finish) -> None:
        raise Hopeless(job.name)

    await a_runner(db, Works(errands={Walk: Walking(fail)}), clock).run_until_idle()
    clock.ahead += (DEAD_JOBS_KEPT - timedelta(minutes=1)).total_seconds()
    await prune(db, clock)
    assert [dead.kind for dead in await dead_jobs(db)] == ["Walk"]
    clock.ahead += 120
    await prune(db, clock)
    assert await dead_jobs(db) == []


async def test_what_has_expired_goes_in_small_bites(engine: Engine) -> None:
    """A busy hour holds a hundred thousand activities; in one statement nobody is answered for seconds."""
    counting, clock = CountingEngine(engine), MovedClock()
    db, now = Database(counting), clock.now()
    uris = [f"https://far.example/{number}" for number in range(BITE + 1)]
    await db.tombstones.insert_many([*uris, "https://here.example/1"], now)

    async def arrive(t: Transaction) -> None:
        for uri in uris:
            await t.seen_activities.insert(uri, "far.example", now)

    await db.transact(arrive)
    clock.ahead += GONE_KEPT.total_seconds() + 1
    await db.seen_activities.insert("D", "far.example", clock.now())
    counting.statements.clear()
    await prune(db, clock)
    for table in ("seen_activities", "tombstones"):
        deleted = [sql for sql in counting.statements if f"DELETE FROM {table}" in sql]
        assert len(deleted) == 2, table
        assert await engine.reads.value(f"SELECT COUNT(*) FROM {table}") == 1
    assert await db.seen_activities.exists("D")
    assert await db.tombstones.exists("https://here.example/1")


async def prune(db: Database, clock: MovedClock) -> None:
    """Do the hourly job."""

    async def finish(t: Transaction) -> None:
        """End nothing."""

    await Pruner(db, clock, "https://here.example").run(PruneExpired(), finish)
