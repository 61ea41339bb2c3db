"""What admins see of deliveries and decide about them, and what the sender makes of that."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_twisted

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.deliveries.decide import DeliveryDecider
from gotosocial.handlers.deliveries.inspect import DeliveryInspector, WhichDeliveries
from gotosocial.handlers.housekeeping.prune_deliveries import DeliveryPruner
from gotosocial.jobs.kinds import PruneDeliveries
from gotosocial.models.delivery import DeliveryReport, Span
from gotosocial.storage.stores import Transaction
from tests.support.builders import a_status
from tests.support.databases import KINDS
from tests.support.keep import keep
from tests.support.post_house import PostHouse, post_house
from tests.support.waiting import until

A, B = "https://a.test/inbox", "https://b.test/inbox"
HOUR, DAY = 3600, 86_400


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def house(kind: str, tmp_path: Path) -> AsyncIterator[PostHouse]:
    """A sender; a.test is away."""
    async with post_house(kind, tmp_path) as made:
        made.far.behaves("a.test", 503)
        yield made


def decider(house: PostHouse) -> DeliveryDecider:
    return DeliveryDecider(house.db, house.clock)


async def page(house: PostHouse, span: Span | None = None, **which: str) -> list[DeliveryReport]:
    return await DeliveryInspector(house.db).page(WhichDeliveries(**which), span or Span())


async def test_a_post_is_found_by_its_id_and_what_happened_is_said(house: PostHouse) -> None:
    status = a_status(by=house.author)
    await keep(house.db, status)
    await house.queue("post", A, B, about=status.uri)
    await house.queue("other", A, B)
    await house.settle()
    for named in (status.id, status.uri):
        to_b, to_a = await page(house, status=named)
        assert (to_b.inbox, to_b.state, to_b.last_answer) == (B, "delivered", "202 Accepted")
        assert (to_a.inbox, to_a.state, to_a.attempts) == (A, "waiting", 1)
        assert to_a.last_answer == "503 Service Unavailable"
        assert to_a.next_try_at is not None
        assert timedelta() < to_a.next_try_at - house.clock.now() < timedelta(minutes=1)
        assert (to_a.object_uri, to_a.signer_id) == (status.uri, house.author.id)
    with pytest.raises(NotFound):
        await page(house, status="01ARZ3NDEKTSV4RRFFQ69G5FAV")


async def test_lists_are_narrowed_and_paged(house: PostHouse) -> None:
    for number in range(5):
        await house.queue(f"n{number}", A, B)
    await house.settle()
    assert len(await page(house)) == 10
    assert {one.destination for one in await page(house, destination="A.test")} == {"a.test"}
    assert {one.state for one in await page(house, state="delivered")} == {"delivered"}
    ids = [one.id for one in await page(house)]
    assert ids == sorted(ids, reverse=True)
    assert [one.id for one in await page(house, Span(max_id=ids[3], limit=2))] == ids[4:6]
    assert [one.id for one in await page(house, Span(min_id=ids[3]))] == ids[:3]
    assert [one.id for one in await page(house, Span(min_id=ids[8], limit=2))] == ids[6:8]
    assert [one.id for one in await page(house, Span(since_id=ids[8], limit=2))] == ids[:2]
    counts = await DeliveryInspector(house.db).counts()
    assert counts == {"waiting": 5, "delivered": 5, "gone": 0, "failed": 0, "dropped": 0}
    [failing], more = await DeliveryInspector(house.db).failing("", 10)
    assert (failing.destination.host, failing.waiting, more) == ("a.test", 5, False)
    assert await DeliveryInspector(house.db).failing("a.test", 10) == ([], False)


async def test_a_retry_ends_the_waiting(house: PostHouse) -> None:
    await house.queue("one", A)
    for _ in range(10):
        await house.later(HOUR)
    house.far.behaves("a.test", 202)
    await house.settle()
    assert await house.states() == ["waiting"]
    assert await decider(house).retry(WhichDeliveries(destination="a.test")) == 1
    await house.settle()
    assert await house.states() == ["delivered"]


async def test_what_was_given_up_can_be_tried_again(house: PostHouse) -> None:
    house.far.behaves("a.test", 422)
    await house.queue("one", A)
    await house.settle()
    assert await house.states() == ["failed"]
    house.far.behaves("a.test", 202)
    [report] = await house.reports()
    # A running sender might be faster than the answer to the admin.
    await house.sender.stopService()
    assert (await decider(house).retry_one(report.id)).state == "waiting"
    await house.settle()
    assert await house.states() == ["delivered"]
    assert (await decider(house).retry_one(report.id)).state == "delivered"
    await house.settle()
    assert house.far.bodies() == ["one", "one"]


async def test_a_running_sender_hears_that_something_is_tried_again(house: PostHouse) -> None:
    house.far.behaves("a.test", 422)
    house.sender.startService()
    await house.queue("one", A)
    await house.settle()
    assert await house.states() == ["failed"]
    house.far.behaves("a.test", 202)
    await decider(house).retry(WhichDeliveries(destination="a.test"))
    await until(lambda: house.far.bodies() == ["one", "one"])
    await house.settle()
    assert await house.states() == ["delivered"]


async def test_what_was_dropped_is_not_sent(house: PostHouse) -> None:
    await house.queue("one", A, about="https://here/1")
    await house.queue("two", A, about="https://here/2")
    await house.settle()
    assert await decider(house).drop(WhichDeliveries(status="https://here/1")) == 1
    house.far.behaves("a.test", 202)
    house.far.forget()
    await house.later(HOUR)
    assert house.far.bodies() == ["two"]
    [dropped, _] = await house.reports()
    assert (dropped.state, dropped.last_answer) == ("dropped", "dropped by an admin")
    assert (await decider(house).drop_one(dropped.id)).state == "dropped"


async def test_what_was_deleted_meanwhile_is_not_sent_again_by_a_retry(house: PostHouse) -> None:
    house.far.behaves("a.test", 422)
    await house.queue("create", A, about="https://here/status")
    await house.settle()
    assert await house.states() == ["failed"]
    house.far.behaves("a.test", 202)
    await house.withdraw("https://here/status")
    await house.queue("delete", A, about="https://here/status")
    await house.settle()
    house.far.forget()
    await decider(house).retry(WhichDeliveries(destination="a.test"))
    await house.settle()
    assert house.far.bodies() == []


async def test_what_waits_behind_another_says_why_too(house: PostHouse) -> None:
    await house.queue("one", A)
    await house.queue("two", A)
    await house.settle()
    two, one = await page(house)
    assert (one.attempts, one.last_answer) == (1, "503 Service Unavailable")
    assert (two.attempts, two.last_answer) == (0, "its server does not answer: 503 Service Unavailable")
    assert two.next_try_at == one.next_try_at
    await decider(house).drop(WhichDeliveries(id=two.id))
    # A running sender might be faster than the answer to the admin.
    await house.sender.stopService()
    house.far.behaves("a.test", 202)
    assert (await decider(house).retry_one(two.id)).last_answer == ""


async def test_a_server_and_a_post_are_found_as_people_name_them(house: PostHouse) -> None:
    status = a_status(by=house.author)
    await keep(house.db, status)
    await house.queue("post", "https://xn--bcher-kva.test/inbox", about=status.uri)
    assert status.url not in ("", status.uri)
    assert len(await page(house, status=status.url)) == 1
    written = ("Bücher.test", "xn--bcher-kva.test.", "bücher.test:443", "https://bücher.test/@newt")
    for name in written:
        assert len(await page(house, destination=name)) == 1, name
    for name in ("test", "no domain", "https://", "newt@bücher.test"):
        assert await page(house, destination=name) == [], name


async def test_nobody_decides_about_everything_or_nothing(house: PostHouse) -> None:
    for which in (WhichDeliveries(), WhichDeliveries(state="waiting")):
        with pytest.raises(Invalid):
            await decider(house).drop(which)
        with pytest.raises(Invalid):
            await decider(house).retry(which)
    for number in (0, 12345):
        with pytest.raises(NotFound):
            await decider(house).retry_one(number)


async def test_what_has_ended_is_kept_for_a_week(house: PostHouse) -> None:
    await house.queue("one", B)
    await house.queue("two", A, B)
    await house.settle()
    for days, expected in ((6, ["delivered", "waiting", "delivered"]), (2, ["waiting"])):
        house.clock.ahead += days * DAY
        await DeliveryPruner(house.db, house.clock).run(PruneDeliveries(), _no_end)
        assert await house.states() == expected
    kept = await house.db.engine.reads.all("SELECT uri FROM outgoing_activities")
    assert [row["uri"].rpartition("/")[2] for row in kept] == ["two"]


async def test_what_waited_for_a_month_is_given_up_and_forgotten(house: PostHouse) -> None:
    await house.queue("one", A)
    for days in (29, 2, 8):
        house.clock.ahead += days * DAY
        await DeliveryPruner(house.db, house.clock).run(PruneDeliveries(), _no_end)
        expected = {29: ["waiting"], 2: ["failed"], 8: []}[days]
        assert await house.states() == expected
        if expected == ["failed"]:
            assert (await house.reports())[0].last_answer == "waited for too long"
    assert await house.db.engine.reads.value("SELECT COUNT(*) FROM outgoing_activities") == 0


async def _no_end(t: Transaction) -> None:
    """The runner ends the job."""
