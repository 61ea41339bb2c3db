"""Deliveries over real TLS: order, neighbours, refusals, withdrawal, and whom nothing is sent to."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import attrs
import pytest
import pytest_twisted

from gotosocial.crypto.http_signatures import read_claims, verify
from gotosocial.crypto.public_keys import read_public_key
from gotosocial.crypto.signed_request import RequestFacts
from gotosocial.federation.sender.batch import INBOXES_AT_ONCE
from gotosocial.storage.stores import Transaction
from tests.support.builders import HOST
from tests.support.databases import KINDS
from tests.support.post_house import Behaviour, PostHouse, post_house, public_pem
from tests.support.rude_server import Asked, Visit
from tests.support.waiting import wait
from tests.support.wire import reactor

A, B = "https://a.test/inbox", "https://b.test/inbox"
HOUR, DAY = 3600, 86_400


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def house(kind: str, tmp_path: Path) -> AsyncIterator[PostHouse]:
    """A sender, and servers that take everything."""
    async with post_house(kind, tmp_path) as made:
        yield made


def only(body: str, status: int) -> Behaviour:
    """Return a behaviour that answers one body with the status and takes all others."""
    return lambda visit, asked: visit.answer(status if asked.body == body.encode() else 202)


async def test_an_activity_arrives_signed_by_its_author(house: PostHouse) -> None:
    await house.queue("hello", A)
    await house.settle()
    [asked] = house.far.asked()
    assert (asked.method, asked.target, asked.body) == ("POST", "/inbox", b"hello")
    assert asked.headers["content-type"].startswith("application/ld+json")
    facts = RequestFacts(
        method="POST",
        target=asked.target,
        headers=asked.headers,
        body=asked.body,
        hosts=frozenset({"a.test"}),
    )
    [claim] = read_claims(facts, now=house.clock.now())
    assert verify(claim, read_public_key(public_pem())).key_id == house.author.public_key_uri
    [report] = await house.reports()
    assert (report.state, report.attempts, report.last_answer) == ("delivered", 1, "202 Accepted")
    assert report.next_try_at is None


async def test_each_inbox_gets_everything_in_the_order_of_commit(house: PostHouse) -> None:
    inboxes = [f"https://{host}/inbox/{number}" for host in ("a.test", "b.test") for number in range(6)]
    sent = [f"n{number:03}" for number in range(40)]
    for body in sent:
        await house.queue(body, *inboxes)
    await house.settle()
    for inbox in inboxes:
        assert house.far.bodies(inbox.removeprefix("https://")) == sent


@pytest.mark.parametrize(("seems_to_take", "at_once"), [(0, 2), (1, 4)])
async def test_an_inbox_is_served_one_at_a_time_and_a_host_at_several(
    house: PostHouse, seems_to_take: float, at_once: int
) -> None:
    most: dict[str, int] = {}
    open_now: dict[str, int] = {}
    held: list[Callable[[], None]] = []

    def slowly(visit: Visit, asked: Asked) -> None:
        for place in (asked.target, "all"):
            open_now[place] = open_now.get(place, 0) + 1
            most[place] = max(most.get(place, 0), open_now[place])

        house.clock.ahead += seems_to_take

        def answer() -> None:
            for place in (asked.target, "all"):
                open_now[place] -= 1
            visit.answer(202)

        held.append(answer)
        # How long one takes is known after the first answers; then all that may come at once are waited for.
        if len(house.far.asked()) <= INBOXES_AT_ONCE or most["all"] >= at_once:
            reactor.callLater(0.01, lambda: [held.pop(0)() for _ in tuple(held)])

    house.far.behaves("a.test", slowly)
    for number in range(5):
        await house.queue(f"n{number}", *(f"https://a.test/inbox/{inbox}" for inbox in range(9)))
    await house.settle()
    assert len(house.far.asked()) == 45
    assert most.pop("all") == at_once
    assert set(most.values()) == {1}


async def test_an_activity_goes_once_to_each_inbox_and_never_to_us(house: PostHouse) -> None:
    own = f"https://{HOST}/users/author/inbox"
    assert await house.queue("one", A, B, A, own, "", "nonsense", "mailto:a@b.test") == 2
    await house.settle()
    assert house.far.bodies() == ["one", "one"]


async def test_nothing_is_sent_of_a_deed_that_was_rolled_back(house: PostHouse) -> None:
    async def deed(t: Transaction) -> None:
        await house.queue_within(t, "one", A)
        raise ValueError("not this time")

    with pytest.raises(ValueError, match="not this time"):
        await house.db.transact(deed)
    await house.settle()
    assert house.far.asked() == []
    assert await house.reports() == []


@pytest.mark.parametrize("status", [400, 406, 413, 422])
async def test_what_is_rejected_is_given_up_and_the_answer_kept(house: PostHouse, status: int) -> None:
    house.far.behaves("a.test/inbox", only("one", status))
    await house.queue("one", A)
    await house.queue("two", A)
    await house.settle()
    assert await house.states() == ["failed", "delivered"]
    assert (await house.reports())[0].last_answer.startswith(str(status))


@pytest.mark.parametrize("status", [404, 410])
async def test_an_inbox_that_is_gone_is_not_asked_again(house: PostHouse, status: int) -> None:
    house.far.behaves("a.test", status)
    await house.queue("one", A)
    await house.settle()
    await house.later(30 * DAY)
    assert len(house.far.asked()) == 1
    assert await house.states() == ["gone"]
    noted = (await house.db.destinations.get_many(["a.test"]))["a.test"]
    assert str(status) in noted.last_error
    assert noted.failing_since is None


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_is_tried_for_a_day_and_blocks_nobody(house: PostHouse, status: int) -> None:
    house.far.behaves("a.test/inbox", only("one", status))
    await house.queue("one", A)
    await house.queue("two", A)
    await house.settle()
    assert await house.states() == ["waiting", "delivered"]
    for _ in range(23):
        await house.later(HOUR)
    assert await house.states() == ["waiting", "delivered"]
    tries = house.far.bodies().count("one")
    assert 6 <= tries <= 24
    for _ in range(8):
        await house.later(HOUR)
    assert await house.states() == ["failed", "delivered"]
    [report, _] = await house.reports()
    assert report.last_answer.startswith(str(status))


async def test_a_refusal_that_ends_is_forgotten(house: PostHouse) -> None:
    house.far.behaves("a.test", 401)
    await house.queue("one", A)
    await house.settle()
    house.far.behaves("a.test", 202)
    await house.later(HOUR)
    assert await house.states() == ["delivered"]


@pytest.mark.parametrize("position", [0, 2, 4])
async def test_one_that_makes_the_server_stumble_holds_up_nobody(house: PostHouse, position: int) -> None:
    sent = [f"n{number}" for number in range(5)]
    bad = sent[position]
    house.far.behaves("a.test/inbox", only(bad, 500))
    for body in sent:
        await house.queue(body, A)
    await house.settle()
    if position == 4:
        # Nothing came after it, so that the host was taken to be ill.
        await house.queue("after", A)
        await house.settle()
        sent.append("after")
    expected = ["waiting" if body == bad else "delivered" for body in sent]
    assert await house.states() == expected
    arrived = [body for body in house.far.bodies() if body != bad]
    assert arrived == [body for body in sent if body != bad]
    house.far.behaves("a.test/inbox", 202)
    await house.later(8 * HOUR)
    assert set(await house.states()) == {"delivered"}


async def test_one_that_always_stumbles_is_given_up_after_a_week(house: PostHouse) -> None:
    house.far.behaves("a.test/inbox", only("bad", 500))
    await house.queue("bad", A)
    await house.queue("good", A)
    await house.settle()
    for _ in range(6):
        await house.later(DAY)
    assert await house.states() == ["waiting", "delivered"]
    for _ in range(3):
        await house.later(DAY)
    assert await house.states() == ["failed", "delivered"]


async def test_what_was_withdrawn_is_not_sent(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    await house.queue("create", A, B, about="https://here/status")
    await house.settle()
    assert await house.states() == ["waiting", "delivered"]
    await house.withdraw("https://here/status")
    await house.queue("delete", A, B, about="https://here/status")
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.later(HOUR)
    assert house.far.bodies("a.test") == ["delete"]
    assert house.far.bodies("b.test") == ["delete"]


async def test_what_was_read_already_is_withdrawn_too(house: PostHouse) -> None:
    def withdraws_the_rest(visit: Visit, asked: Asked) -> None:
        if asked.body == b"n0":
            house.background.spawn("withdraw", house.withdraw("https://here/status"))

        async def answer() -> None:
            await wait(0.1)
            visit.answer(202)

        house.background.spawn("answer", answer())

    house.far.behaves("a.test", withdraws_the_rest)
    await house.queue("n0", A)
    for number in range(1, 5):
        await house.queue(f"n{number}", A, about="https://here/status")
    await house.queue("last", A)
    await house.settle()
    assert house.far.bodies() == ["n0", "last"]


async def test_a_blocked_server_is_never_contacted(house: PostHouse) -> None:
    house.blocked.add("b.test")
    assert await house.queue("one", A, B) == 1
    house.blocked.clear()
    await house.queue("two", A, B)
    house.blocked.add("b.test")
    await house.settle()
    await house.later(DAY)
    assert house.far.bodies("b.test") == []
    assert house.far.bodies("a.test") == ["one", "two"]
    [dropped] = await house.reports(destination="b.test")
    assert (dropped.state, dropped.last_answer) == ("dropped", "the server is blocked")


async def test_what_waits_for_a_dead_server_is_dropped_as_soon_as_it_is_blocked(house: PostHouse) -> None:
    house.far.behaves("a.test", 503)
    for number in range(3):
        await house.queue(f"n{number}", A)
    for _ in range(10):
        await house.later(HOUR)
    assert await house.states() == ["waiting"] * 3
    house.far.forget()
    house.blocked.add("a.test")
    await house.settle()
    assert [one.last_answer for one in await house.reports(state="dropped")] == ["the server is blocked"] * 3
    assert await house.db.destinations.page_failing("", 10) == []
    assert not house.destinations.is_failing("a.test")
    house.blocked.clear()
    house.far.behaves("a.test", 202)
    await house.later(DAY)
    assert house.far.bodies() == []


async def test_the_reason_that_a_server_gives_is_kept(house: PostHouse) -> None:
    reasons = {
        b'{"error": "No\n such key"}': '401 Unauthorized: {"error": "No such key"}',
        "no way, no way, müsli".encode()[:-4]: "401 Unauthorized: no way, no way, m",
        b" <html>no</html>": "401 Unauthorized",
        b"\xff\xfe": "401 Unauthorized",
        b"\x1b[2Jno\x00 \xe2\x80\xaeway": "401 Unauthorized: [2Jno way",
        b"x" * 5000: "401 Unauthorized: " + "x" * 182,
    }
    for number, (body, words) in enumerate(reasons.items()):
        house.far.behaves("a.test", lambda visit, asked, body=body: visit.answer(401, body))
        await house.queue(f"n{number}", A, about=f"https://here/{number}")
        await house.settle()
        [report] = await house.reports(object_uri=f"https://here/{number}")
        assert (report.state, report.last_answer) == ("waiting", words)


async def test_a_sender_without_a_key_gives_up(house: PostHouse) -> None:
    house.author = attrs.evolve(house.author, id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    await house.queue("one", A)
    await house.settle()
    [report] = await house.reports()
    assert (report.state, house.far.asked()) == ("failed", [])
    assert "no key" in report.last_answer
