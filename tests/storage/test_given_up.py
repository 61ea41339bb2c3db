"""Jobs that are given up: whoever counts on their end hears of it."""

from gotosocial.errors import RemoteFailed
from gotosocial.jobs.kinds import Hopeless
from gotosocial.jobs.lane import LEASE_MILLIS
from gotosocial.jobs.work import Finish, Works
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
from tests.support.jobs import Fetch, Walk, Walking, a_runner, put
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
    assert (told, [dead.kind for dead in await db.jobs.list_dead(10)]) == (["a"], ["Fetch"])
    assert (await db.statuses.get(status.id)).replies_count == 0
    clock.ahead += LEASE_MILLIS / 1000
    await runner.run_until_idle()
    assert (told, len(await db.jobs.list_dead(10))) == (["a", "a"], 2)
    assert (await db.statuses.get(status.id)).replies_count == 1
