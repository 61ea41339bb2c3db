"""Hosts that fail: how long they are left alone, what ends that, and that nothing is lost or overtaken."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from gotosocial.storage.stores import Database
from tests.support.databases import KINDS, opened
from tests.support.post_house import FarServers, PostHouse, keep_author, move_in, move_out, post_house
from tests.support.rude_server import Asked, Visit

A, B, NOWHERE = "https://a.test/inbox", "https://b.test/inbox", "https://nowhere.test/inbox"
MINUTE, HOUR, DAY = 60, 3600, 86_400
SENT = [f"n{number:02}" for number in range(12)]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def house(kind: str, tmp_path: Path) -> AsyncIterator[PostHouse]:
    """A sender, and servers that take everything."""
    async with post_house(kind, tmp_path) as made:
        yield made


def hangs_up(visit: Visit, asked: Asked) -> None:
    visit.transport.abortConnection()


@pytest.mark.parametrize("trouble", [500, 502, 503, 429, hangs_up])
async def test_a_host_that_fails_for_an_hour_gets_everything_in_order(house: PostHouse, trouble: Any) -> None:
    house.far.behaves("a.test", trouble)
    first, second = A, "https://a.test/users/eve/inbox"
    for number, body in enumerate(SENT):
        await house.queue(body, first, *([second] if number % 3 == 0 else []), B)
        await house.later(5 * MINUTE)
    assert house.far.bodies("b.test") == SENT
    assert set(await house.states(destination="a.test")) == {"waiting"}
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.later(2 * HOUR)
    assert house.far.bodies("a.test/inbox") == SENT
    assert house.far.bodies("a.test/users") == SENT[::3]
    assert set(await house.states()) == {"delivered"}


async def test_the_waits_grow_and_stay_below_half_a_day_for_weeks(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("one", A)
    await house.settle()
    waits = []
    started = house.clock.now()
    while house.clock.now() - started < timedelta(days=9):
        [report] = await house.reports()
        assert report.next_try_at is not None
        wait = (report.next_try_at - house.clock.now()).total_seconds()
        waits.append(wait)
        house.far.forget()
        await house.later(wait * 0.9)
        assert house.far.asked() == []
        await house.later(wait * 0.1 + 1)
        assert len(house.far.asked()) == 1
    assert waits[0] < 20
    assert all(later > earlier for earlier, later in pairwise(waits[:9]))
    assert 8 * HOUR < max(waits) <= 12 * HOUR
    assert len(waits) > 20
    house.far.behaves("a.test", 202)
    await house.later(DAY)
    assert await house.states() == ["delivered"]


async def test_a_failing_host_is_left_alone_whatever_is_queued_for_it(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("n0", A)
    await house.settle()
    for number in range(1, 20):
        await house.queue(f"n{number}", A, f"https://a.test/inbox/{number}")
        await house.settle()
    assert len(house.far.asked()) == 1


async def test_what_is_queued_next_finds_out_whether_one_activity_was_to_blame(house: PostHouse) -> None:
    house.far.behaves("a.test/inbox", lambda visit, asked: visit.answer(500 if asked.body == b"bad" else 202))
    await house.queue("bad", A)
    await house.settle()
    assert house.destinations.is_failing("a.test")
    await house.queue("good", A)
    await house.settle()
    assert await house.states() == ["waiting", "delivered"]
    assert not house.destinations.is_failing("a.test")


async def test_one_that_stumbles_alone_does_not_make_a_host_dead(house: PostHouse) -> None:
    house.far.behaves("a.test", 500)
    await house.queue("bad", A)
    for _ in range(60):
        await house.later(8 * HOUR)
    assert await house.states() == ["failed"]
    assert not house.destinations.is_failing("a.test")


async def test_retry_after_is_kept_to_up_to_a_day(house: PostHouse) -> None:
    for host, seconds in (("a.test", 2 * HOUR), ("b.test", 9 * DAY)):
        house.far.behaves(
            host, lambda visit, asked, seconds=seconds: visit.answer(429, Retry_After=str(seconds))
        )
    await house.queue("one", A, B)
    await house.settle()
    waits = [
        (report.next_try_at - house.clock.now()).total_seconds()
        for report in await house.reports()
        if report.next_try_at is not None
    ]
    assert 2 * HOUR - 5 < waits[0] < 2.3 * HOUR
    assert DAY - 5 < waits[1] < 1.2 * DAY
    house.far.forget()
    await house.later(1.9 * HOUR)
    assert house.far.asked() == []
    await house.later(HOUR)
    assert house.far.bodies("a.test") == ["one"]
    assert house.far.bodies("b.test") == []


async def test_a_name_that_leads_nowhere_is_waited_for(house: PostHouse) -> None:
    await house.queue("one", NOWHERE)
    await house.settle()
    [report] = await house.reports()
    assert (report.state, report.attempts) == ("waiting", 1)
    assert "name is not known" in report.last_answer
    [failing] = await house.db.destinations.page_failing("", 10)
    assert (failing.destination.host, failing.waiting) == ("nowhere.test", 1)


async def test_contact_ends_the_waiting_at_once(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    for body in SENT:
        await house.queue(body, A)
    for _ in range(8):
        await house.later(HOUR)
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.settle()
    assert house.far.asked() == []
    await house.destinations.alive("b.test")
    await house.destinations.alive("a.test")
    await house.settle()
    assert house.far.bodies() == SENT


async def test_a_host_that_goes_on_failing_cannot_make_us_busy_by_contact(
    house: PostHouse,
) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("one", A)
    await house.settle()
    for _ in range(20):
        await house.destinations.alive("a.test")
        await house.settle()
    assert len(house.far.asked()) == 2


async def test_a_host_that_is_dead_for_two_weeks_is_parked_and_resumes_on_contact(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("before", A)
    await house.settle()
    for _ in range(15):
        await house.later(DAY)
    assert await house.queue("after", A) == 0
    [failing] = await house.db.destinations.page_failing("", 10)
    assert (failing.destination.is_parked, failing.waiting) == (True, 1)
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.destinations.alive("a.test")
    await house.settle()
    assert house.far.bodies() == ["before"]
    assert await house.queue("again", A) == 1
    await house.settle()
    assert house.far.bodies() == ["before", "again"]


async def test_a_host_that_nobody_asked_is_not_dead(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("one", A, about="x")
    await house.settle()
    await house.withdraw("x")
    for _ in range(15):
        await house.later(DAY)
    await house.queue("two", A)
    await house.settle()
    assert await house.queue("three", A) == 1, "it failed twice, and nobody knows how it was between"
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.later(HOUR)
    assert house.far.bodies() == ["two", "three"]


async def test_a_parked_host_is_tried_once_a_day(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("before", A)
    await house.settle()
    for _ in range(16):
        await house.later(DAY)
    house.far.forget()
    for _ in range(4 * 24):
        await house.later(HOUR)
    assert 3 <= len(house.far.asked()) <= 5
    house.far.behaves("a.test", 202)
    await house.later(DAY)
    assert await house.states() == ["delivered"]


async def test_dead_hosts_leave_turns_for_the_living(house: PostHouse) -> None:
    hanging: list[Visit] = []
    house.far.behaves("a.test", lambda visit, asked: hanging.append(visit))
    dead = [f"https://dead{number}.test/inbox" for number in range(40)]
    for number in range(40):
        house.far.resolver.add(f"dead{number}.test", 1)
    await house.queue("one", *dead)
    await house.settle()
    assert len(await house.db.destinations.list_failing()) == 40
    house.clock.ahead += HOUR
    await house.queue("two", *dead, B)
    await house.settle()
    assert house.far.bodies("b.test") == ["two"]


async def test_what_was_found_out_survives_a_restart(kind: str, tmp_path: Path) -> None:
    far = FarServers(tmp_path)
    async with opened(kind, tmp_path) as both:
        author = await keep_author(Database(both.engine))
        house = await move_in(both, far, author)
        far.behaves("a.test", 503)
        await house.queue("one", A)
        await house.settle()
        await move_out(house)
        house = await move_in(both, far, author)
        await house.settle()
        assert len(far.asked()) == 1
        assert house.destinations.is_failing("a.test")
        far.behaves("a.test", 202)
        await house.later(MINUTE)
        assert len(far.asked()) == 2
        assert await house.states() == ["delivered"]
        assert await house.db.destinations.list_failing() == []
        await move_out(house)
        await far.server.stop()
