"""Requests to follow that nobody answers are sent again, some times (row U3-39)."""

from datetime import timedelta

from gotosocial.jobs.kinds import AskAgain
from gotosocial.models.rules.asking import WAITS, next_wait
from gotosocial.storage.stores import Transaction
from tests.support.beside import Beside
from tests.support.neighbours import hurry


def test_there_is_an_end_to_asking() -> None:
    assert [next_wait(times) for times in range(len(WAITS))] == list(WAITS)
    assert next_wait(len(WAITS)) is None
    assert list(WAITS) == sorted(WAITS)


async def lapse(here: Beside, target_id: str) -> None:
    """Let the time come to ask again."""

    async def deed(t: Transaction) -> None:
        request = await t.follow_requests.find(here.alice.id, target_id)
        assert request is not None
        (waiting,) = await t.follow_requests.unanswered(request.created_at + timedelta(days=99), 9)
        await t.follow_requests.ask_again(request.id, request.created_at, waiting.times_asked)

    await here.db.transact(deed)
    await hurry(here.alice, AskAgain)
    await here.settle()


async def test_a_request_without_an_answer_is_sent_again_until_there_is_one(here: Beside) -> None:
    eve = await here.known()
    await here.alice.post(f"/api/v1/accounts/{eve.id}/follow")
    await here.settle()
    assert len(here.sent("Follow")) == 1
    await hurry(here.alice, AskAgain)
    await here.settle()
    assert len(here.sent("Follow")) == 1
    await lapse(here, eve.id)
    first, again = here.sent("Follow")
    assert first == again
    now = here.server.instance.base.clock.now()
    assert await here.db.follow_requests.unanswered(now, 9) == []
    (waiting,) = await here.db.follow_requests.unanswered(now + timedelta(days=1, minutes=1), 9)
    assert waiting.times_asked == 1
    await here.receive(here.eve.activity("Accept", again))
    assert await here.db.follows.find(here.alice.id, eve.id) is not None
    assert await here.db.follow_requests.unanswered(now + timedelta(days=99), 9) == []


async def test_who_is_gone_is_not_asked_again(here: Beside) -> None:
    eve = await here.known()
    await here.alice.post(f"/api/v1/accounts/{eve.id}/follow")
    await here.settle()
    here.eve.more["movedTo"] = here.peer.person("away").uri
    here.eve.publish()
    await here.receive(here.eve.activity("Update", here.eve.document()))
    await lapse(here, eve.id)
    assert len(here.sent("Follow")) == 1
