"""kill -9 in the middle of a job: another process does it, and its effect in the database happens once."""

import json
import subprocess
import sys
from pathlib import Path

import attrs

from gotosocial.jobs.kinds import Job
from gotosocial.jobs.lane import LEASE_MILLIS
from gotosocial.jobs.work import Finish, Works
from gotosocial.models.status import Status
from gotosocial.storage.bus import Bus
from gotosocial.storage.schema.migrate import migrate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import SystemClock
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
from tests.support.databases import fresh_postgres, sqlite_options
from tests.support.job_victim import open_engine
from tests.support.jobs import CountingUp, CountUp, Walk, Walking, a_runner, put, waiting
from tests.support.keep import keep

ROOT = Path(__file__).parents[2]
AUTHOR = an_account()
STATUS = a_status(by=AUTHOR)


async def options_of(kind: str, folder: Path) -> dict[str, object]:
    return attrs.asdict(sqlite_options(folder) if kind == "sqlite" else await fresh_postgres())


async def open_database(kind: str, options: dict[str, object]) -> tuple[Database, Bus]:
    engine, bus = open_engine(kind, options)
    await engine.start()
    return Database(engine), bus


async def leave_a_job(kind: str, options: dict[str, object], *jobs: Job) -> None:
    db, _ = await open_database(kind, options)
    await migrate(db.engine, SystemClock())
    await keep(db, AUTHOR, STATUS)
    await put(db, *jobs)
    await db.engine.stop()


def kill_in_the_middle(
    kind: str, options: dict[str, object], *more: str, once_it_says: str = "working"
) -> None:
    command = [sys.executable, "-m", "tests.support.job_victim", kind, json.dumps(options), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        said = victim.stdout.readline()
        victim.kill()
    assert said == f"{once_it_says}\n"


async def run_again(kind: str, options: dict[str, object], works: Works) -> tuple[int, Status]:
    """Run what is due now, and again after the lease; return what was left and the status at the end."""
    db, bus = await open_database(kind, options)
    clock = MovedClock()
    runner = a_runner(db, works, clock, bus)
    await runner.run_until_idle()
    assert await waiting(db) == 1
    assert (await db.statuses.get(STATUS.id)).replies_count == 0
    clock.ahead = LEASE_MILLIS / 1000 + 1
    await runner.run_until_idle()
    await runner.run_until_idle()
    left, status = await waiting(db), await db.statuses.get(STATUS.id)
    await db.engine.stop()
    return left, status


async def test_a_consequence_that_was_cut_off_happens_once(kind: str, tmp_path: Path) -> None:
    options = await options_of(kind, tmp_path)
    await leave_a_job(kind, options, CountUp(status_id=STATUS.id))
    kill_in_the_middle(kind, options)
    left, status = await run_again(kind, options, Works(consequences={CountUp: CountingUp()}))
    assert (left, status.replies_count) == (0, 1)


async def test_an_errand_that_was_cut_off_runs_again(kind: str, tmp_path: Path) -> None:
    options = await options_of(kind, tmp_path)
    await leave_a_job(kind, options, Walk(name="a"))
    kill_in_the_middle(kind, options)
    walking = Walking()
    left, _ = await run_again(kind, options, Works(errands={Walk: walking}))
    assert (left, walking.ended) == (0, ["a"])


async def test_what_an_errand_writes_ends_it_in_the_same_commit(kind: str, tmp_path: Path) -> None:
    options = await options_of(kind, tmp_path)
    await leave_a_job(kind, options, Walk(name="a"))
    db, bus = await open_database(kind, options)

    async def walk(job: Walk, finish: Finish) -> None:
        async def deed(t: Transaction) -> None:
            await t.statuses.change_counts(STATUS.id, replies=1)
            await finish(t)
            if len(walking.begun) == 1:
                raise ValueError("the transaction is rolled back, and with it the end of the job")

        await db.transact(deed)

    walking = Walking(walk)
    clock = MovedClock()
    runner = a_runner(db, Works(errands={Walk: walking}), clock, bus)
    await runner.run_until_idle()
    assert await waiting(db) == 1
    clock.ahead = 14
    await runner.run_until_idle()
    assert await waiting(db) == 0
    assert (await db.statuses.get(STATUS.id)).replies_count == 1
    await db.engine.stop()


async def test_a_job_that_was_handed_over_and_not_begun_happens_when_its_lease_ends(
    kind: str, tmp_path: Path
) -> None:
    options = await options_of(kind, tmp_path)
    await leave_a_job(kind, options)
    kill_in_the_middle(kind, options, STATUS.id, once_it_says="committed")
    left, status = await run_again(kind, options, Works(consequences={CountUp: CountingUp()}))
    assert (left, status.replies_count) == (0, 1)


async def test_the_next_start_takes_over_what_was_handed_over(kind: str, tmp_path: Path) -> None:
    options = await options_of(kind, tmp_path)
    await leave_a_job(kind, options)
    kill_in_the_middle(kind, options, STATUS.id, once_it_says="committed")
    db, bus = await open_database(kind, options)
    runner = a_runner(db, Works(consequences={CountUp: CountingUp()}), bus=bus)
    await runner.take_over()
    await runner.run_until_idle()
    assert await waiting(db) == 0
    assert (await db.statuses.get(STATUS.id)).replies_count == 1
    await db.engine.stop()
