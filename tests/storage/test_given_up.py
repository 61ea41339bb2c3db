"""Ends of jobs that are not as usual: given up, taken back, forgotten."""

from datetime import timedelta

import pytest

from gotosocial.errors import NotRelevant, RemoteFailed
from gotosocial.handlers.housekeeping.prune_expired import DEAD_JOBS_KEPT, Pruner
from gotosocial.jobs.kinds import Hopeless, PruneExpired
from gotosocial.jobs.lane import LEASE_MILLIS
from gotosocial.jobs.work import Finish, Works
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
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

    async def prune(t: Transaction) -> None:
        await Pruner(clock, "https://here.example").apply(t, PruneExpired())

    await a_runner(db, Works(errands={Walk: Walking(fail)}), clock).run_until_idle()
    clock.ahead += (DEAD_JOBS_KEPT - timedelta(minutes=1)).total_seconds()
    await db.transact(prune)
    assert [dead.kind for dead in await dead_jobs(db)] == ["Walk"]
    clock.ahead += 120
    await db.transact(prune)
    assert await dead_jobs(db) == []
