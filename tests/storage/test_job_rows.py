"""The table of jobs: claimed by one, fenced by the number of the attempt, given up and forgotten."""

import attrs

from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.jobs_shelf import JobRows
from gotosocial.storage.stores import Database
from tests.support.jobs import a_row, dead_jobs

LATER = 10_000


async def insert(jobs: JobRows) -> str:
    """Insert a job and return its id."""
    row = a_row("Kind")
    await jobs.insert(row)
    return row.id


async def test_jobs_are_claimed_once_and_in_their_order(engine: Engine) -> None:
    jobs = Database(engine).jobs
    rows = [a_row("Kind", payload=f'{{"n":{n}}}') for n in range(5)]
    ids = [row.id for row in rows]
    for row in rows:
        assert await jobs.insert(row)
    await jobs.insert(a_row("Kind", "fetching"))
    first = await jobs.claim("own", 100, LATER, 3)
    assert [row.id for row in first] == ids[:3]
    assert [row.attempts for row in first] == [1, 1, 1]
    assert first[0].payload == '{"n":0}'
    assert [row.id for row in await jobs.claim("own", 100, LATER, 3)] == ids[3:]
    assert await jobs.claim("own", 100, LATER, 3) == []


async def test_who_waits_is_found_by_key_until_somebody_claims_it(engine: Engine) -> None:
    jobs = Database(engine).jobs
    row = a_row("Kind", payload='{"n":1}')
    await jobs.insert(row, unique_key="key")
    assert await jobs.find_waiting("Kind", "key") == row
    assert await jobs.find_waiting("Kind", "other") is None
    assert await jobs.find_waiting("Other", "key") is None
    await jobs.claim("own", 100, LATER, 1)
    assert await jobs.find_waiting("Kind", "key") is None


async def test_a_lease_that_ended_lets_the_next_one_claim(engine: Engine) -> None:
    jobs = Database(engine).jobs
    await insert(jobs)
    [stale] = await jobs.claim("own", 100, 200, 1)
    assert await jobs.claim("own", 199, LATER, 1) == []
    [fresh] = await jobs.claim("own", 200, LATER, 1)
    assert (fresh.id, fresh.attempts) == (stale.id, 2)
    await jobs.postpone(stale, 0, "late")
    await jobs.bury(stale, 300, "late")
    await jobs.put_off(stale, 0, "late")
    assert await jobs.renew(stale, 0) is False
    assert await jobs.finish(stale) is False
    assert await jobs.next_run_at("own") == LATER
    assert await jobs.finish(fresh) is True
    assert await jobs.next_run_at("own") is None


async def test_a_failed_job_waits(engine: Engine) -> None:
    jobs = Database(engine).jobs
    await insert(jobs)
    [row] = await jobs.claim("own", 100, LATER, 1)
    await jobs.postpone(row, 500, "no luck")
    assert await jobs.next_run_at("own") == 500
    assert await jobs.claim("own", 499, LATER, 1) == []
    [row] = await jobs.claim("own", 500, LATER, 1)
    assert row.attempts == 2
    await jobs.put_off(row, 600, "not yet")
    [row] = await jobs.claim("own", 600, LATER, 1)
    assert row.attempts == 2


async def test_a_lease_is_extended_and_never_shortened(engine: Engine) -> None:
    jobs = Database(engine).jobs
    await insert(jobs)
    [row] = await jobs.claim("own", 100, 200, 1)
    await jobs.extend([row], 300)
    assert await jobs.next_run_at("own") == 300
    await jobs.extend([row], 250)
    assert await jobs.next_run_at("own") == 300


async def test_what_was_not_begun_is_given_back(engine: Engine) -> None:
    jobs = Database(engine).jobs
    for _ in range(2):
        await insert(jobs)
    rows = await jobs.claim("own", 100, LATER, 2)
    await jobs.release(rows)
    assert [row.attempts for row in await jobs.claim("own", 100, LATER, 2)] == [1, 1]


async def test_who_starts_takes_over_what_a_dead_process_had_claimed(engine: Engine) -> None:
    jobs = Database(engine).jobs
    await jobs.insert(a_row("Claimed"))
    [orphan] = await jobs.claim("own", 100, 160, 1)
    await jobs.insert(a_row("Failed"))
    [failed] = await jobs.claim("own", 100, 160, 1)
    await jobs.postpone(failed, 5_000, "no luck")
    await jobs.insert(a_row("Planned"), run_at=150)
    await jobs.take_over("own", 110, 170)
    [row] = await jobs.claim("own", 110, LATER, 16)
    assert (row.kind, row.attempts) == ("Claimed", 2)
    assert await jobs.finish(orphan) is False


async def test_a_dead_job_is_seen_for_a_while_and_never_claimed(engine: Engine) -> None:
    jobs = Database(engine).jobs
    job_id = await insert(jobs)
    waiting = await insert(jobs)
    row, _ = await jobs.claim("own", 100, 200, 2)
    await jobs.bury(row, 300, "x" * 5000)
    assert [row.id for row in await jobs.claim("own", LATER * 2, LATER * 3, 2)] == [waiting]
    [dead] = await dead_jobs(Database(engine))
    assert (dead.id, dead.kind, dead.attempts) == (job_id, "Kind", 1)
    assert 0 < len(dead.last_error) < 5000
    assert await jobs.prune_dead(300) == 0
    assert await jobs.prune_dead(301) == 1
    assert await dead_jobs(Database(engine)) == []
    assert await jobs.next_run_at("own") == LATER * 3


async def test_a_unique_key_is_there_once(engine: Engine) -> None:
    jobs = Database(engine).jobs
    first = a_row("Kind")
    assert await jobs.insert(first, unique_key="key") is True
    assert await jobs.insert(a_row("Kind"), unique_key="key") is False
    assert await jobs.insert(a_row("Other"), unique_key="key") is True
    assert await jobs.insert(a_row("Kind")) is True
    assert await jobs.insert(a_row("Kind")) is True
    [row] = await jobs.claim("own", 100, LATER, 1)
    await jobs.bury(row, 300, "dead")
    assert await jobs.insert(a_row("Kind", payload='{"a":1}'), unique_key="key", run_at=50) is True
    assert await dead_jobs(Database(engine)) == []
    assert first.id in [row.id for row in await jobs.claim("own", 100, LATER, 16)]


async def test_a_job_that_is_held_from_the_start_falls_due_when_its_lease_ends(
    engine: Engine, bus: Bus
) -> None:
    jobs = Database(engine).jobs
    held = attrs.evolve(a_row("Kind"), attempts=1)
    heard: list[str] = []
    bus.subscribe("jobs", heard.append)
    await jobs.insert(held, run_at=200)
    assert heard == []
    assert await jobs.claim("own", 199, LATER, 1) == []
    [row] = await jobs.claim("own", 200, LATER, 1)
    assert (row.id, row.attempts) == (held.id, 2)
    assert await jobs.finish(held) is False
