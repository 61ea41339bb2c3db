"""Votes from elsewhere in a local poll (rows I-07, G-122)."""

from datetime import timedelta
from typing import Any

from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from tests.support.beside import Beside
from tests.support.neighbours import publish_poll
from tests.support.peer import PeerActor


def vote(
    here: Beside, status: Status, *names: str, by: PeerActor | None = None, **more: Any
) -> dict[str, Any]:
    """Return the activity with which somebody on the peer votes, each choice a note of its own."""
    voter = by or here.eve
    notes = [
        {
            "id": f"{voter.uri}#votes/{name}",
            "type": "Note",
            "name": name,
            "attributedTo": voter.uri,
            "inReplyTo": status.uri,
            "to": [here.alice.account.uri],
        }
        | more
        for name in names
    ]
    return voter.activity("Create", notes if len(notes) > 1 else notes[0], to=[here.alice.account.uri])


async def counts(here: Beside, poll: Poll) -> tuple[tuple[int, ...], int]:
    found = await here.db.polls.find(poll.id)
    assert found is not None
    return found.votes, found.voters_count


async def test_one_choice_is_counted_and_only_the_first(here: Beside) -> None:
    status, poll = await publish_poll(here.alice, "tea", "coffee")
    await here.receive(vote(here, status, "coffee"))
    assert await counts(here, poll) == ((0, 1), 1)
    for again in (vote(here, status, "coffee"), vote(here, status, "tea")):
        await here.receive(again)
    assert await counts(here, poll) == ((0, 1), 1)
    await here.receive(
        vote(here, status, "tea", by=here.peer.person("mallory")), by=here.peer.person("mallory")
    )
    assert await counts(here, poll) == ((1, 1), 2)
    assert await here.notifications(here.alice) == []
    assert (await here.status(status.uri)).replies_count == 0


async def test_several_choices_come_at_once_or_one_by_one(here: Beside) -> None:
    status, poll = await publish_poll(here.alice, "a", "b", "c", is_multiple=True)
    await here.receive(vote(here, status, "a", "c"))
    await here.receive(vote(here, status, "b"))
    assert await counts(here, poll) == ((1, 1, 1), 1)
    single, only_one = await publish_poll(here.alice, "a", "b")
    await here.receive(vote(here, single, "a", "b"))
    assert await counts(here, only_one) == ((0, 0), 0)


async def test_what_is_no_choice_is_not_counted(here: Beside) -> None:
    status, poll = await publish_poll(here.alice, "tea", "coffee")
    await here.receive(vote(here, status, "milk"))
    plain = await here.alice.publish("no poll", visibility="public")
    await here.receive(vote(here, status, "tea", inReplyTo=plain["uri"]))
    mallory = here.peer.person("mallory")
    await here.receive(vote(here, status, "tea") | {"actor": mallory.uri}, by=mallory)
    assert await counts(here, poll) == ((0, 0), 0)


async def test_a_closed_poll_takes_no_votes(here: Beside) -> None:
    past = here.server.instance.base.clock.now() - timedelta(seconds=1)
    status, poll = await publish_poll(here.alice, "tea", "coffee", expires_at=past)
    await here.receive(vote(here, status, "tea"))
    assert await counts(here, poll) == ((0, 0), 0)
