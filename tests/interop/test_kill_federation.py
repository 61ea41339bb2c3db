"""kill -9 of the whole program while it talks with others: no promise is lost, and little comes twice."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
import pytest_twisted

from gotosocial.federation.sender.batch import INBOXES_OF_SLOW_HOSTS
from gotosocial.util import flow
from tests.support.databases import KINDS
from tests.support.peer import AS, Peer, PeerActor, Served
from tests.support.peers_outside import (
    OUTSIDE,
    Resident,
    arrivals,
    follow,
    peers,
    resident,
    send,
)
from tests.support.server_process import ServerProcess, database_flags
from tests.support.waiting import until, wait

T = TypeVar("T")

HOSTS, READERS_PER_HOST, POSTS = 10, 10, 10
ALL = HOSTS * READERS_PER_HOST * POSTS
BEFORE_THE_KILL = 300
CREATES, BOOSTS = 40, 10
"""The boosts hang where they are fetched, so that the posts behind them wait too."""


@pytest_twisted.async_yield_fixture(params=KINDS)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A running instance that talks with peers on loopback, one inbox at a time."""
    flags = (*OUTSIDE, "--instance-deliver-to-shared-inboxes=false")
    made = ServerProcess(tmp_path, await database_flags(str(request.param), tmp_path), flags)
    with made:
        yield made


async def test_a_thousand_deliveries_survive_kill_9(server: ServerProcess) -> None:
    async with peers(HOSTS + 1) as (quick, *street):
        readers = [peer.person(f"reader{one}") for one in range(READERS_PER_HOST) for peer in street]
        alice = await resident(server, "alice")
        await follow(server, [quick.person("first"), *readers], alice)
        for peer in street:
            peer.accepts = Served(status=202, delay=0.1)
        sent = []
        for number in range(POSTS):
            sent.append(await alice.publish(f"post {number}"))
            # Only what is queued one after the other has an order.
            await until(lambda: sent[-1] in {uri for _, _, uri in arrived([quick])})
        await until(lambda: arrived(street).total() >= BEFORE_THE_KILL)
        server.kill()
        assert arrived(street).total() < ALL
        server.start()
        await until(lambda: len(arrived(street)) >= ALL)

        for reader in readers:
            got = [uri for path, uri in arrivals(reader.peer, "Create") if path == f"{reader.path}/inbox"]
            assert got == sent
        assert server.stop() == 0
        times = arrived(street)
        assert max(times.values()) <= 2
        assert times.total() - ALL <= HOSTS * INBOXES_OF_SLOW_HOSTS
        assert "Traceback" not in server.log(), server.log()


def arrived(street: list[Peer]) -> "Counter[tuple[str, str, str]]":
    """Count the posts that arrived at each inbox."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for peer in street:
        for (path, uri), times in arrivals(peer, "Create").items():
            counted[peer.host, path, uri] += times
    return counted


async def test_what_was_accepted_is_worked_through_after_kill_9(server: ServerProcess) -> None:
    async with peers(2) as (near, far):
        alice, eve, carol = await resident(server, "alice"), near.person("eve"), far.person("carol")
        await befriend(alice, eve)
        notes = [carol.note(f"note {number}") for number in range(BOOSTS)]
        held = {path: far.answers[path] for path in (urlsplit(note["id"]).path for note in notes)}
        far.answers.update(dict.fromkeys(held, Served(delay=-1)))
        boosts = [eve.activity("Announce", note["id"], to=[f"{AS}#Public"]) for note in notes]
        mine = [eve.note(f"hello {number}", **addressed(alice)) for number in range(CREATES)]
        answers = await flow.gather(*(send(server, eve, boost) for boost in boosts))
        answers += await flow.gather(*(send(server, eve, eve.create(note)) for note in mine))
        server.kill()
        assert {answer.status for answer in answers} == {202}

        far.answers.update(held)
        server.start()
        wanted = Counter(note["id"] for note in (*mine, *notes))
        assert await eventually(lambda: shown(alice), wanted) == wanted
        told = Counter(note["id"] for note in mine)
        assert await eventually(lambda: mentions(alice), told) == told
        assert server.stop() == 0
        assert "Traceback" not in server.log(), server.log()


async def befriend(alice: Resident, eve: PeerActor) -> None:
    """Let alice follow eve, who accepts."""
    found = await alice.ask("GET", f"/api/v2/search?resolve=true&q={eve.uri}")
    account = found["accounts"][0]["id"]
    await alice.ask("POST", f"/api/v1/accounts/{account}/follow")
    await until(lambda: eve.peer.inbox)
    answer = await send(alice.server, eve, eve.activity("Accept", eve.peer.inbox[-1].json))
    assert answer.status == 202
    path = f"/api/v1/accounts/relationships?id[]={account}"
    await eventually(lambda: following(alice, path), {True})


async def following(alice: Resident, path: str) -> set[bool]:
    return {one["following"] for one in await alice.ask("GET", path)}


def addressed(alice: Resident) -> dict[str, Any]:
    """Return what a note has that mentions alice."""
    mention = {"type": "Mention", "href": alice.uri, "name": f"@{alice.name}"}
    return {"cc": [alice.uri], "tag": [mention]}


async def shown(alice: Resident) -> "Counter[str]":
    """Count the posts in alice's home, those that were boosted as themselves."""
    posts = await pages(alice, "/api/v1/timelines/home")
    return Counter((one["reblog"] or one)["uri"] for one in posts)


async def mentions(alice: Resident) -> "Counter[str]":
    """Count the posts that alice was told to be mentioned in."""
    return Counter(one["status"]["uri"] for one in await pages(alice, "/api/v1/notifications"))


async def pages(alice: Resident, path: str) -> list[Any]:
    """Return everything a list has."""
    found: list[Any] = []
    while page := await alice.ask(
        "GET", f"{path}?limit=40" + (f"&max_id={found[-1]['id']}" if found else "")
    ):
        found += page
    return found


async def eventually(look: Callable[[], Awaitable[T]], wanted: T) -> T:
    """Look until what is seen is what is wanted, and once more after a while; return that."""
    for _ in range(400):
        if await look() == wanted:
            break
        await wait(0.05)
    await wait(0.3)
    return await look()
