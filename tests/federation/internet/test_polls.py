"""Polls between two instances: the question, the votes, the counts, the end (rows I-07, I-19, U-02, U-10)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from gotosocial.errors import Invalid, NotFound, Refused
from gotosocial.handlers.polls.vote import Voter
from gotosocial.handlers.shared.ballot_box import BallotBox
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.handlers.shared.telling.polls import PollTeller
from gotosocial.jobs.kinds import ClosePolls, PollChanged
from gotosocial.models.status import Status
from tests.support.clocks import MovedClock
from tests.support.instance import Person
from tests.support.neighbours import Neighbours, db_of, hurry, neighbours, publish_poll, requester_of


@pytest_twisted.async_yield_fixture
async def pair(kind: str, tmp_path: Path, clock: MovedClock) -> AsyncIterator[Neighbours]:
    """Alice in the north, whom bob in the south follows."""
    async with neighbours(tmp_path, kind, clock=clock) as started:
        yield started


@pytest.fixture
def clock() -> MovedClock:
    """The time of both."""
    return MovedClock()


def voter_of(who: Person) -> Voter:
    instance = who.server.instance
    box = BallotBox(instance.base.ulids, instance.base.clock)
    messenger = Messenger(instance.near.abroad.outbox, True)
    return Voter(instance.shared.access, box, PollTeller(messenger))


async def vote(who: Person, status: Status, *choices: int) -> None:
    known = await db_of(who).statuses.find_by_uri(status.uri)
    assert known is not None
    await voter_of(who).vote(requester_of(who), known.poll_id, choices)


async def shown(who: Person, status: Status) -> dict[str, Any]:
    """Return the poll as somebody sees it."""
    known = await db_of(who).statuses.find_by_uri(status.uri)
    assert known is not None
    poll: dict[str, Any] = (await who.get(f"/api/v1/statuses/{known.id}")).json["poll"]
    return poll


async def test_a_poll_arrives_is_voted_in_and_its_counts_come_back(pair: Neighbours) -> None:
    carol = await pair.internet.person(pair.south, "carol")
    status, _ = await publish_poll(pair.alice, "tea", "coffee")
    await pair.settle()
    poll = await shown(pair.bob, status)
    assert [one["title"] for one in poll["options"]] == ["tea", "coffee"]
    assert (poll["voted"], poll["votes_count"], poll["expired"]) == (False, 0, False)
    await vote(pair.bob, status, 1)
    assert (await shown(pair.bob, status))["own_votes"] == [1]
    await pair.settle()
    assert [one["votes_count"] for one in (await shown(pair.alice, status))["options"]] == [0, 1]
    await vote(carol, status, 0)
    await pair.settle()
    poll = await shown(pair.alice, status)
    assert [one["votes_count"] for one in poll["options"]] == [1, 1]
    assert (poll["voters_count"], poll["voted"]) == (2, True)
    await hurry(pair.alice, PollChanged)
    await pair.settle()
    there = await pair.seen(pair.bob, {"uri": status.uri})
    counted = await db_of(pair.bob).polls.find(there.poll_id)
    assert counted is not None
    assert (counted.votes, counted.voters_count) == ((1, 1), 2)
    assert there.edited_at is None


async def test_several_choices_are_one_voter(pair: Neighbours) -> None:
    status, _ = await publish_poll(pair.alice, "a", "b", "c", is_multiple=True)
    await pair.settle()
    await vote(pair.bob, status, 2, 0)
    await pair.settle()
    poll = await shown(pair.alice, status)
    assert [one["votes_count"] for one in poll["options"]] == [1, 0, 1]
    assert (poll["voters_count"], poll["multiple"]) == (1, True)


async def test_nobody_votes_twice_in_their_own_poll_or_for_what_is_not_there(pair: Neighbours) -> None:
    status, _ = await publish_poll(pair.alice, "tea", "coffee")
    await pair.settle()
    await vote(pair.bob, status, 0)
    for choices, error in (
        ((1,), Refused),
        ((), Invalid),
        ((0, 1), Invalid),
        ((2,), Invalid),
        ((-1,), Invalid),
    ):
        with pytest.raises(error):
            await vote(pair.bob, status, *choices)
    with pytest.raises(Refused):
        await vote(pair.alice, status, 0)
    with pytest.raises(NotFound):
        await voter_of(pair.bob).vote(requester_of(pair.bob), "01AAAAAAAAAAAAAAAAAAAAAAAA", [0])


async def test_the_end_is_told_to_who_voted_and_to_the_other_server(
    pair: Neighbours, clock: MovedClock
) -> None:
    soon = clock.now() + timedelta(hours=1)
    status, poll = await publish_poll(pair.alice, "tea", "coffee", expires_at=soon, hides_counts=True)
    await pair.settle()
    await vote(pair.bob, status, 1)
    await pair.settle()
    hidden = await shown(pair.bob, status)
    assert [one["votes_count"] for one in hidden["options"]] == [None, None]
    assert (hidden["votes_count"], hidden["voters_count"]) == (0, None)
    clock.ahead = 3601
    await hurry(pair.alice, ClosePolls)
    await hurry(pair.bob, ClosePolls)
    await pair.settle()
    closed = await db_of(pair.alice).polls.find(poll.id)
    assert closed is not None
    assert closed.closed_at == closed.expires_at
    assert (await pair.notifications(pair.alice))[0] == "poll"
    assert (await pair.notifications(pair.bob))[0] == "poll"
    await hurry(pair.alice, PollChanged)
    await pair.settle()
    poll_there = await shown(pair.bob, status)
    assert poll_there["expired"] is True
    assert [one["votes_count"] for one in poll_there["options"]] == [0, 1]
    await hurry(pair.alice, ClosePolls)
    await pair.settle()
    assert (await pair.notifications(pair.alice)).count("poll") == 1
    with pytest.raises(Refused):
        await vote(pair.bob, status, 0)
