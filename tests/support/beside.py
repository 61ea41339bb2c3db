"""A whole instance with Alice, beside a small other server with Eve, whose words are worked through at once.

    async with beside("sqlite", folder) as here:
        await here.receive(here.eve.follow(here.alice.account.uri))
        assert here.sent("Accept")

Both have keys, so answers are signed and delivered; ``sent`` shows what came to the inboxes of the peer.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gotosocial.app.bundles import Abroad, Shared
from gotosocial.handlers.interactions.decide import InteractionDecisions
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.status import Status
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_follow
from tests.support.instance import Person, Running, running
from tests.support.neighbours import requester_of
from tests.support.peer import CLIENT, Peer, PeerActor, open_peer, pem_of, rsa_key

MOST_ROUNDS = 5


@attrs.define
class Beside:
    """Alice's instance, the peer, and Eve who lives there."""

    server: Running
    peer: Peer
    alice: Person
    eve: PeerActor
    _people: int = 1

    @property
    def db(self) -> Database:
        """The database of the instance."""
        return self.server.instance.cellar.db

    @property
    def shared(self) -> Shared:
        """What the instance's rooms share."""
        return self.server.instance.shared

    @property
    def abroad(self) -> Abroad:
        """What the instance has between its doors and other servers."""
        return self.server.instance.near.abroad

    async def receive(self, activity: Any, *, by: PeerActor | None = None, inbox: str = "/inbox") -> None:
        """Let an activity arrive and be worked through, with all that follows from it."""
        answer = await (by or self.eve).post(self.server, inbox, activity)
        assert answer.status == 202, answer.body
        await self.settle()

    async def settle(self) -> None:
        """Let everything that is due happen, and everything that waits be delivered."""
        for _ in range(MOST_ROUNDS):
            await self.server.settle()
            await self.abroad.sender.run_until_idle()

    def sent(self, kind: str, to: str = "") -> list[dict[str, Any]]:
        """Return the activities of a type that came to an inbox of the peer, or to the given one."""
        bodies = [one.json for one in self.peer.inbox if to in ("", one.path)]
        return [body for body in bodies if body["type"] == kind]

    async def person(self, username: str, **changes: Any) -> Person:
        """Let somebody else live on the instance, with a key."""
        person = await self.server.person(username, **changes)
        self._people += 1
        await give_key(self.db, person.id, self._people)
        return person

    async def known(self, actor: PeerActor | None = None) -> Account:
        """Return an actor of the peer as the instance knows them, fetched where that is needed."""
        return await self.abroad.fetchers.accounts.by_uri((actor or self.eve).uri)

    async def find(self, uri: str) -> Status | None:
        """Return a status by its id, or None."""
        return await self.db.statuses.find_by_uri(uri)

    async def status(self, uri: str) -> Status:
        """Return a status that is there."""
        found = await self.find(uri)
        assert found is not None, f"{uri} is not known"
        return found

    async def let_follow(self, by: Account, of: Account) -> Follow:
        """Let a follow stand, without anybody being asked."""
        follow = a_follow(by=by, of=of)

        async def deed(t: Transaction) -> None:
            await t.follows.insert(follow)

        await self.db.transact(deed)
        return follow

    async def decide(self, request: InteractionRequest, *, accept: bool) -> None:
        """Let Alice decide about what waits for her, and her answer be delivered."""
        decisions = InteractionDecisions(self.shared.access, self.shared.decider)
        decide = decisions.accept if accept else decisions.reject
        await decide(requester_of(self.alice), request.id)
        await self.settle()

    async def notifications(self, who: Person) -> list[str]:
        """Return the types of what somebody was notified of, newest first."""
        return [one["type"] for one in (await who.get("/api/v1/notifications")).json]


async def give_key(db: Database, account_id: str, number: int) -> None:
    """Let a local account sign."""
    key = rsa_key(number % 4)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    async def deed(t: Transaction) -> None:
        account = await t.accounts.get(account_id)
        await t.accounts.update(attrs.evolve(account, public_key=pem_of(key)))
        await t.accounts.insert_key(account_id, pem)

    await db.transact(deed)


@asynccontextmanager
async def beside(kind: str, folder: Path, **sections: Any) -> AsyncIterator[Beside]:
    """Start both, with Alice here and Eve there."""
    peer = await open_peer()
    try:
        async with running(kind, folder, **{"http_client": CLIENT} | sections) as server:
            alice = await server.person("alice")
            here = Beside(server, peer, alice, peer.person("eve"))
            await give_key(here.db, alice.id, 1)
            yield here
    finally:
        await peer.close()
