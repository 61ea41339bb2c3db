"""A server process among peers: other servers in this process, whose people follow somebody who lives there.

async with peers(10) as street:
    readers = [peer.person(f"reader{number}") for peer in street for number in range(10)]
    alice = await resident(server, "alice")
    await follow(server, readers, alice)
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import attrs
import orjson

from gotosocial.util import flow
from tests.support.browser import sign_in
from tests.support.peer import Peer, PeerActor, open_peer
from tests.support.server_process import PASSWORD, ServerProcess
from tests.support.waiting import until
from tests.support.wire import Answer, ask

OUTSIDE = ("--http-client-allow-ips=127.0.0.0/8", "--http-client-insecure-outgoing=true")
"""The flags with which a server process talks with peers on loopback."""
_AT_ONCE = 10
"""A server does not fetch the keys of many people at once, least of all from one host."""


@attrs.frozen
class Resident:
    """Somebody on the server process, with a token; questions do not hold up the peers."""

    server: ServerProcess
    name: str
    token: str

    @property
    def uri(self) -> str:
        """The id of the actor."""
        return f"{self.server.url}/users/{self.name}"

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Make a request that must succeed, and return its JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        sent = b""
        if body is not None:
            headers["Content-Type"], sent = "application/json", orjson.dumps(body)
        answer = await ask(self.server.port, method, path, headers, sent)
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.body[:500]!r}"
        return orjson.loads(answer.body)

    async def publish(self, text: str, visibility: str = "public") -> str:
        """Publish a post and return its URI."""
        made = await self.ask("POST", "/api/v1/statuses", {"status": text, "visibility": visibility})
        return str(made["uri"])


@asynccontextmanager
async def peers(count: int) -> AsyncIterator[list[Peer]]:
    """Open some servers without TLS, each a host of its own."""
    opened = [await open_peer() for _ in range(count)]
    try:
        yield opened
    finally:
        for peer in opened:
            await peer.close()


async def resident(server: ServerProcess, name: str) -> Resident:
    """Let somebody live on the running server whom everybody may follow."""
    server.account(name)
    caller = sign_in(server.url, f"{name}@localhost", PASSWORD)
    made = Resident(server, name, caller.token)
    await made.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": False})
    return made


async def send(server: ServerProcess, who: PeerActor, activity: dict[str, Any]) -> Answer:
    """Let somebody elsewhere sign an activity and send it to the shared inbox."""
    return await who.post(server, "/inbox", activity, host=f"localhost:{server.port}")


async def follow(server: ServerProcess, readers: Sequence[PeerActor], whom: Resident) -> None:
    """Let everybody follow, and wait until each of them has got the Accept."""
    for first in range(0, len(readers), _AT_ONCE):
        some = readers[first : first + _AT_ONCE]
        answers = await flow.gather(*(send(server, one, one.follow(whom.uri)) for one in some))
        assert {answer.status for answer in answers} == {202}
    homes = {one.peer.host: one.peer for one in readers}.values()
    await until(lambda: sum(arrivals(peer, "Accept").total() for peer in homes) >= len(readers))


def arrivals(peer: Peer, kind: str) -> "Counter[tuple[str, str]]":
    """Count what arrived at a peer: inbox and id of the object, in the order of arrival."""
    bodies = ((one.path, one.json) for one in peer.inbox)
    return Counter((path, id_of(body["object"])) for path, body in bodies if body["type"] == kind)


def id_of(thing: Any) -> str:
    """Return the id of a thing that may stand there whole."""
    return str(thing["id"] if isinstance(thing, dict) else thing)
