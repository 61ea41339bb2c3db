"""An instance and how others read from it: with a signature, without one, and as a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
import orjson

from gotosocial.models.account import Account
from gotosocial.storage.stores import Database
from tests.support.builders import a_follow, an_account
from tests.support.instance import Running, running
from tests.support.keep import keep
from tests.support.peer import ACTIVITY_JSON, CLIENT, PeerActor
from tests.support.wire import Answer, ask

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@attrs.frozen
class Reading:
    """A started instance, seen by other servers."""

    server: Running
    port: int

    @property
    def db(self) -> Database:
        """The database."""
        return self.server.instance.cellar.db

    async def fetch(self, path: str, by: PeerActor | None = None, **headers: str) -> Answer:
        """GET a document, signed by somebody or by nobody; ``uri`` of this instance are taken as paths."""
        path = path.removeprefix("http://here.example")
        if by is not None:
            return await by.get(self, path)
        return await ask(self.port, "GET", path, {"Accept": ACTIVITY_JSON} | headers)

    async def read(self, path: str, by: PeerActor | None = None) -> Any:
        """GET a document that must be there."""
        answer = await self.fetch(path, by)
        assert answer.status == 200, (answer.status, answer.body)
        return orjson.loads(answer.body)

    async def know(self, somebody: PeerActor, follows: Account | None = None) -> Account:
        """Let the instance know an actor of a peer, who may follow somebody here."""
        account = an_account(
            somebody.name,
            domain=somebody.peer.host,
            uri=somebody.uri,
            public_key_uri=somebody.key_id,
            followers_uri=f"{somebody.uri}/followers",
        )
        await keep(self.db, account)
        if follows is not None:
            await keep(self.db, a_follow(account, follows))
        return account


@asynccontextmanager
async def reading(kind: str, folder: Path, level: str = "all") -> AsyncIterator[Reading]:
    """Start an instance at a level of signed fetch."""
    async with running(kind, folder, http_client=CLIENT, advanced={"signed_fetch": level}) as server:
        yield Reading(server, server.port)
