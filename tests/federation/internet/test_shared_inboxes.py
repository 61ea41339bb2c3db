"""One POST for all followers of a server, or one for each of them, as the admin likes (row G-107)."""

from collections import Counter

import pytest

from gotosocial.models.delivery import DeliveryChoice, Span
from tests.support.instance import Person
from tests.support.neighbours import Neighbours, db_of
from tests.support.tiny_internet import TinyInternet

FIVE = ("bob", "ben", "bea", "bert", "bella")
SHARED = ["https://south.test/inbox"]
EACH = sorted(f"https://south.test/users/{name}/inbox" for name in FIVE)


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.mark.parametrize(("is_shared", "wanted"), [(True, SHARED), (False, EACH)])
async def test_five_followers_of_one_server(
    internet: TinyInternet, is_shared: bool, wanted: list[str]
) -> None:
    north = await internet.instance("north.test", instance={"deliver_to_shared_inboxes": is_shared})
    south = await internet.instance("south.test")
    alice = await internet.person(north, "alice")
    people = [await internet.person(south, name) for name in FIVE]
    for one in people:
        await Neighbours(internet, alice, one).follow(one, alice)

    post = await alice.publish("to all of you", visibility="private")
    await internet.settle()
    assert await inboxes_of(alice, post["uri"]) == wanted
    for one in people:
        (seen,) = (await one.get("/api/v1/timelines/home")).json
        assert (seen["uri"], seen["account"]["acct"]) == (post["uri"], "alice@north.test")

    direct = await alice.publish("@bob@south.test @ben@south.test two of you", visibility="direct")
    await internet.settle()
    assert len(await inboxes_of(alice, direct["uri"])) == (1 if is_shared else 2)
    heard = Counter([len((await one.get("/api/v1/notifications")).json) for one in people])
    assert heard == {1: 2, 0: 3}


async def inboxes_of(who: Person, uri: str) -> list[str]:
    """Return to which inboxes something was delivered, each as often as that was done."""
    reports = await db_of(who).delivery_reports.page(DeliveryChoice(object_uri=uri), Span())
    assert {report.state.value for report in reports} == {"delivered"}
    return sorted(report.inbox for report in reports)
