"""Several processes on one database: no two send the same thing, and the next one takes over."""

from collections.abc import AsyncIterator
from pathlib import Path

import attrs
import pytest
import pytest_twisted

from gotosocial.federation.sender.shares import LEASE_MILLIS, RENEW_SECONDS
from gotosocial.storage.stores import Database
from tests.support.databases import KINDS, opened
from tests.support.post_house import NAMES, FarServers, PostHouse, keep_author, move_in, move_out
from tests.support.waiting import until

INBOXES = [f"https://{name}/inbox/{number}" for name in NAMES for number in range(5)]


@attrs.frozen
class Street:
    """Two processes, as far as the database can tell."""

    first: PostHouse
    second: PostHouse
    far: FarServers


@pytest_twisted.async_yield_fixture(params=KINDS)
async def street(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Street]:
    """Two senders over one database."""
    far = FarServers(tmp_path)
    async with opened(str(request.param), tmp_path) as both:
        author = await keep_author(Database(both.engine))
        first = await move_in(both, far, author, is_alone=False)
        second = await move_in(both, far, author, is_alone=False)
        yield Street(first, second, far)
        await move_out(first)
        await move_out(second)
        await far.server.stop()


async def test_what_two_processes_hear_of_is_sent_once(street: Street) -> None:
    street.first.sender.startService()
    street.second.sender.startService()
    for number in range(10):
        await street.first.queue(f"n{number}", *INBOXES)
    await until(lambda: len(street.far.asked()) >= 200)
    await street.first.settle()
    await street.second.settle()
    assert len(street.far.asked()) == 200
    assert set(await street.first.states()) == {"delivered"}


async def test_who_ends_in_order_leaves_everything_to_the_next_one(street: Street) -> None:
    await street.first.settle()
    await street.second.settle()
    await street.first.sender.stopService()
    await street.second.sender.stopService()
    await street.first.queue("one", *INBOXES)
    await street.second.settle()
    assert len(street.far.asked()) == 20


async def test_who_cannot_renew_stops_before_anybody_else_begins(street: Street) -> None:
    await street.first.settle()
    await street.first.queue("one", INBOXES[0])
    street.first.clock.ahead += LEASE_MILLIS / 1000 - 1
    await street.first.settle()
    assert street.far.asked() == []
    street.second.clock.ahead += LEASE_MILLIS / 1000 - 1
    await street.second.settle()
    assert street.far.asked() == []
    street.second.clock.ahead += 2
    await street.second.sender.stopService()
    await street.second.settle()
    assert street.far.bodies() == ["one"]


def test_a_lease_is_renewed_in_time() -> None:
    assert RENEW_SECONDS * 2 < LEASE_MILLIS / 1000
