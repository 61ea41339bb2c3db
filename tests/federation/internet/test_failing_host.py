"""A server that fails for an hour gets everything once it is back, in order, and holds nobody up."""

from typing import Any

import attrs
import orjson
import pytest
import pytest_twisted

from tests.support.clocks import MovedClock
from tests.support.instance import Person, Running
from tests.support.peer import ACTIVITY_JSON, Peer, PeerActor, Served
from tests.support.peers_outside import id_of
from tests.support.tiny_internet import TinyInternet

MINUTE, HOUR = 60.0, 3600.0
POSTS, REMOVED = 12, 5


@attrs.frozen
class Street:
    """Our instance with a clock that tests move, a server that will fail, and one that will not."""

    north: Running
    clock: MovedClock
    alice: Person
    ill: Peer
    well: Peer
    readers: tuple[PeerActor, ...]

    async def later(self, seconds: float) -> None:
        """Let time pass, and everything that is due then happen."""
        self.clock.ahead += seconds
        await self.north.settle()
        await self.north.instance.near.abroad.sender.run_until_idle()

    async def tell(self, who: PeerActor, activity: dict[str, Any]) -> None:
        """Let somebody there send an activity."""
        body = orjson.dumps(activity)
        signed = who.headers("POST", "/inbox", body, host="north.test", scheme="https")
        answer = await self.north.ask(
            "POST", "/inbox", body, headers={"Content-Type": ACTIVITY_JSON} | signed
        )
        assert answer.status == 202, answer.body
        await self.later(0)

    def got(self, who: PeerActor, kind: str = "Create") -> list[str]:
        """Return the things in somebody's inbox that were created, in the order of their arrival."""
        bodies = (one.json for one in who.peer.inbox if one.path == f"{who.path}/inbox")
        return [id_of(body["object"]) for body in bodies if body["type"] == kind]


@pytest.fixture
def kind() -> str:
    """Leases of several processes end by the clock too; the sender's own tests move theirs on PostgreSQL."""
    return "sqlite"


@pytest_twisted.async_fixture
async def street(internet: TinyInternet, kind: str) -> Street:
    clock = MovedClock()
    each = {"deliver_to_shared_inboxes": False}
    north = await internet.instance("north.test", kind, clock=clock, instance=each)
    alice = await internet.person(north, "alice")
    ill, well = await internet.peer("ill.test"), await internet.peer("well.test")
    readers = (ill.person("one"), ill.person("two"), well.person("three"))
    made = Street(north, clock, alice, ill, well, readers)
    for one in readers:
        await made.tell(one, one.follow(alice.account.uri))
    return made


@pytest.mark.parametrize("comes_back", ["by itself", "by writing to us"])
async def test_a_server_fails_for_an_hour(street: Street, comes_back: str) -> None:
    street.ill.accepts = Served(status=503)
    posts = []
    for number in range(POSTS):
        posts.append(await street.alice.publish(f"post {number}", visibility="public"))
        await street.later(5 * MINUTE)
    await street.alice.ask("DELETE", f"/api/v1/statuses/{posts[REMOVED]['id']}")
    one, two, three = street.readers
    sent = [post["uri"] for post in posts]
    await street.later(MINUTE)
    assert street.got(three) == sent
    assert street.got(three, "Delete") == [sent[REMOVED]]

    street.ill.inbox.clear()
    street.ill.accepts = Served(status=202)
    if comes_back == "by itself":
        await street.later(2 * HOUR)
    else:
        await street.tell(one, one.activity("Like", sent[0]))
    kept = [uri for uri in sent if uri != sent[REMOVED]]
    assert street.got(one) == street.got(two) == kept
    assert street.got(three) == sent
