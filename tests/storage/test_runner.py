"""The runner: each job has its effect once, failures wait, and everybody gets a turn."""

from datetime import timedelta

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

from gotosocial.errors import RemoteFailed, TryAgainLater
from gotosocial.jobs import lane as lane_module
from gotosocial.jobs.kinds import Lane
from gotosocial.jobs.lane import LEASE_MILLIS
from gotosocial.jobs.performer import Performer
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.runner import OVERFLOW, SHARES, Runner
from gotosocial.jobs.schedule import plant
from gotosocial.jobs.work import Finish, Works
from gotosocial.models.status import Status
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import flow
from tests.support.builders import a_status, an_account
from tests.support.clocks import MovedClock
from tests.support.jobs import (
    CountingUp,
    CountUp,
    Fetch,
    HurriedWalk,
    Sweep,
    Sweeping,
    Walk,
    Walking,
    a_row,
    a_runner,
    dead_jobs,
    errands,
    put,
    waiting,
)
from tests.support.keep import keep


async def a_kept_status(db: Database) -> Status:
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    return status


def counting(afterwards: CountingUp | None = None) -> Works:
    return Works(consequences={CountUp: afterwards or CountingUp()})


async def test_a_consequence_and_the_end_of_its_job_are_one(engine: Engine) -> None:
    db = Database(engine)
    status = await a_kept_status(db)
    await put(db, CountUp(status_id=status.id))
    runner = a_runner(db, counting())
    await runner.run_until_idle()
    await runner.run_until_idle()
    assert (await db.statuses.get(status.id)).replies_count == 1
    assert await waiting(db) == 0


async def test_a_job_of_a_deed_that_failed_never_was(engine: Engine) -> None:
    db = Database(engine)

    async def deed(t: Transaction) -> None:
        await enqueue(t, Walk())
        raise RemoteFailed("far.example", can_retry=True)

    with pytest.raises(RemoteFailed):
        await db.transact(deed)
    assert await waiting(db) == 0


async def test_what_a_failed_consequence_wrote_is_taken_back(engine: Engine) -> None:
    db = Database(engine)
    status = await a_kept_status(db)
    errors = [RemoteFailed("far.example", can_retry=True)]

    def fail_once() -> None:
        if errors:
            raise errors.pop()

    await put(db, CountUp(status_id=status.id))
    clock = MovedClock()
    runner = a_runner(db, counting(CountingUp(fail_once)), clock)
    await runner.run_until_idle()
    assert (await db.statuses.get(status.id)).replies_count == 0
    clock.ahead += 14
    await runner.run_until_idle()
    assert (await db.statuses.get(status.id)).replies_count == 1


async def test_a_job_that_keeps_failing_backs_off_and_dies(engine: Engine) -> None:
    db = Database(engine)
    clock = MovedClock()

    async def fail(job: Walk, finish: Finish) -> None:
        raise RemoteFailed("far.example", can_retry=True)

    walking = Walking(fail)
    runner = a_runner(db, errands(walking), clock)
    await put(db, Walk(name="a"))
    attempts = []
    for seconds in (0, 6, 8, 9, 11, 1000, 1000):
        clock.ahead += seconds
        await runner.run_until_idle()
        attempts.append(len(walking.begun))
    # 7 to 13 seconds after the first failure, 10.5 to 19.5 (the cap of 15) after the second.
    assert attempts == [1, 1, 2, 2, 3, 3, 3]
    [dead] = await dead_jobs(db)
    assert (dead.kind, dead.attempts) == ("Walk", 3)
    assert dead.last_error.startswith("RemoteFailed: far.example")


async def test_try_again_later_is_no_failure(engine: Engine) -> None:
    db = Database(engine)
    clock = MovedClock()

    async def later(job: Walk, finish: Finish) -> None:
        if len(walking.begun) <= 5:
            raise TryAgainLater(100)

    walking = Walking(later)
    runner = a_runner(db, errands(walking), clock)
    await put(db, Walk(name="a"))
    for _ in range(6):
        await runner.run_until_idle()
        clock.ahead += 50
        await runner.run_until_idle()
        clock.ahead += 51
    assert len(walking.begun) == 6
    assert walking.ended == ["a"]
    assert await waiting(db) == 0


@pytest.mark.parametrize(
    ("kind", "payload"), [("Unheard", "{}"), ("CountUp", "{}"), ("CountUp", "nonsense"), ("CountUp", "[]")]
)
async def test_a_job_that_cannot_be_read_is_given_up(engine: Engine, kind: str, payload: str) -> None:
    db = Database(engine)
    await db.jobs.insert(a_row(kind, payload=payload))
    await a_runner(db, counting()).run_until_idle()
    assert [dead.kind for dead in await dead_jobs(db)] == [kind]


async def test_a_field_that_is_no_more_is_left_out(engine: Engine) -> None:
    db = Database(engine)
    walking = Walking()
    await db.jobs.insert(a_row("Walk", payload='{"name":"a","gone":1}'))
    await a_runner(db, errands(walking)).run_until_idle()
    assert walking.ended == ["a"]


async def test_an_attempt_that_takes_too_long_is_stopped(engine: Engine) -> None:
    db = Database(engine)
    never: Deferred[None] = Deferred()
    walking = Walking(lambda job, finish: never)
    await put(db, HurriedWalk(name="a"))
    await a_runner(db, errands(walking)).run_until_idle()
    assert (walking.begun, walking.ended) == (["a"], [])
    assert "TimeoutError" in await db.querier.value("SELECT last_error FROM jobs")


async def test_jobs_run_in_the_order_of_their_ids(engine: Engine) -> None:
    db = Database(engine)
    walking = Walking()
    names = [f"{number}" for number in range(40)]
    for name in names:
        await put(db, Walk(name=name))
    await a_runner(db, errands(walking)).run_until_idle()
    assert walking.begun == names


async def test_what_follows_from_a_job_runs_too(engine: Engine) -> None:
    db = Database(engine)

    async def go_on(job: Walk, finish: Finish) -> None:
        async def deed(t: Transaction) -> None:
            if len(job.name) < 3:
                await enqueue(t, Walk(name=job.name + "x"))
            await finish(t)

        await db.transact(deed)

    walking = Walking(go_on)
    await put(db, Walk(name="x"))
    await a_runner(db, errands(walking)).run_until_idle()
    assert walking.ended == ["x", "xx", "xxx"]


async def test_a_job_waits_for_its_time(engine: Engine) -> None:
    db = Database(engine)
    clock = MovedClock()
    walking = Walking()
    runner = a_runner(db, errands(walking), clock)
    await put(db, Walk(name="late"), run_at=clock.now() + timedelta(minutes=5))
    await runner.run_until_idle()
    assert walking.ended == []
    clock.ahead += 301
    await runner.run_until_idle()
    assert walking.ended == ["late"]


async def test_two_runners_never_run_the_same_job(engine: Engine) -> None:
    db = Database(engine)

    async def step(job: Walk, finish: Finish) -> None:
        await deferLater(reactor, 0.0005)

    walking = Walking(step)
    names = [f"{number}" for number in range(60)]
    await put(db, *(Walk(name=name) for name in names))
    runners = [a_runner(db, errands(walking)) for _ in range(2)]
    await flow.gather(*(runner.run_until_idle() for runner in runners))
    assert sorted(walking.begun, key=int) == names
    assert await waiting(db) == 0


async def test_a_process_that_slept_too_long_writes_nothing(engine: Engine) -> None:
    db = Database(engine)
    status = await a_kept_status(db)
    await put(db, CountUp(status_id=status.id))
    performer = Performer(db, counting(), MovedClock(), reactor)
    [stale] = await db.jobs.claim("own", 100, 200, 1)
    [fresh] = await db.jobs.claim("own", 200, 300, 1)
    await performer.perform(stale)
    assert (await db.statuses.get(status.id)).replies_count == 0
    await performer.perform(fresh)
    await performer.perform(fresh)
    assert (await db.statuses.get(status.id)).replies_count == 1


async def test_recurring_work_has_one_row_that_never_ends(engine: Engine) -> None:
    db = Database(engine)
    clock = MovedClock()
    sweeping = Sweeping()
    runner = a_runner(db, Works(consequences={Sweep: sweeping}), clock)
    for _ in range(2):
        await plant(db, [Sweep()])
    await runner.run_until_idle()
    assert (sweeping.times, await waiting(db)) == (1, 1)
    clock.ahead += 3601
    sweeping.error = ValueError("broken")
    await runner.run_until_idle()
    for _ in range(20):
        await runner.run_until_idle()
        clock.ahead += 3601
    assert sweeping.times == 21
    sweeping.error = None
    await plant(db, [Sweep()])
    await runner.run_until_idle()
    assert (sweeping.times, await waiting(db)) == (22, 1)


async def test_a_started_runner_is_woken_by_the_commit(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    seen: Deferred[str] = Deferred()

    async def see(job: Walk, finish: Finish) -> None:
        seen.callback(job.name)

    runner = a_runner(db, errands(Walking(see)), bus=bus)
    runner.startService()
    await runner.run_until_idle()
    await put(db, Walk(name="a"))
    assert await seen == "a"
    await runner.stopService()
    assert await waiting(db) == 0


async def test_a_started_runner_sleeps_until_the_next_job_is_due(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    clock = MovedClock()
    seen: Deferred[None] = Deferred()

    async def see(job: Walk, finish: Finish) -> None:
        seen.callback(None)

    await put(db, Walk(), run_at=clock.now() + timedelta(milliseconds=100))
    runner = a_runner(db, errands(Walking(see)), clock, bus)
    runner.startService()
    await seen
    await runner.stopService()


async def test_a_full_lane_does_not_hold_up_another(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    gate: Deferred[None] = Deferred()
    lane_full: Deferred[None] = Deferred()
    own_done: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        if job.name == "own":
            own_done.callback(None)
            return
        if walking.begun.count("slow") == SHARES[Lane.FETCHING]:
            lane_full.callback(None)
        await flow.shield(gate)

    walking = Walking(walk)
    runner = a_runner(db, errands(walking), bus=bus)
    await put(db, *(Fetch(name="slow") for _ in range(100)))
    runner.startService()
    await lane_full
    await put(db, Walk(name="own"))
    await own_done
    assert walking.begun.count("slow") == SHARES[Lane.FETCHING]
    gate.callback(None)
    await runner.run_until_idle()
    assert walking.ended.count("slow") == 100
    await runner.stopService()


async def test_jobs_that_wait_for_others_do_not_stop_their_lane(
    engine: Engine, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_module, "SLOW_SECONDS", 0.1)
    db = Database(engine)
    gate: Deferred[None] = Deferred()
    quick_done: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        if job.name == "quick":
            quick_done.callback(None)
            return
        await flow.shield(gate)

    walking = Walking(walk)
    runner = a_runner(db, errands(walking), bus=bus)
    slow = SHARES[Lane.FETCHING] + OVERFLOW[Lane.FETCHING] - 1
    await put(db, *(Fetch(name="slow") for _ in range(slow)), Fetch(name="quick"))
    runner.startService()
    await quick_done
    await put(db, *(Fetch(name="slow") for _ in range(20)))
    await deferLater(reactor, 0.3)
    assert walking.begun.count("slow") == slow + 1
    gate.callback(None)
    await runner.run_until_idle()
    assert walking.ended.count("slow") == slow + 20
    await runner.stopService()


async def test_stopping_waits_for_what_runs_and_gives_back_the_rest(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    gate: Deferred[None] = Deferred()
    begun: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        if not begun.called:
            begun.callback(None)
        await gate

    walking = Walking(walk)
    clock = MovedClock()
    runner = Runner(
        db=db, works=errands(walking), clock=clock, reactor=reactor, bus=bus, shares={Lane.OWN: 1}
    )
    await put(db, *(Walk(name=f"{number}") for number in range(5)))
    runner.startService()
    await begun
    stopped = runner.stopService()
    assert not stopped.called
    gate.callback(None)
    await stopped
    assert walking.ended == ["0"]
    later = await db.jobs.claim("own", clock.millis(), clock.millis() + 1, 10)
    assert [row.attempts for row in later] == [1, 1, 1, 1]


async def test_the_lease_of_what_runs_is_extended(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    gate: Deferred[None] = Deferred()
    begun: Deferred[None] = Deferred()

    async def walk(job: Walk, finish: Finish) -> None:
        begun.callback(None)
        await gate

    clock = MovedClock()
    runner = a_runner(db, errands(Walking(walk)), clock, bus)
    await put(db, Walk())
    runner.startService()
    await begun
    clock.ahead += 50
    await runner.extend_leases()
    now = clock.millis() + 50_000
    assert await db.jobs.claim("own", now, now + LEASE_MILLIS, 1) == []
    gate.callback(None)
    await runner.stopService()
    assert await waiting(db) == 0
