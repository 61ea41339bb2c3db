"""A whole instance with Alice, and hostile servers under any names around it, over TLS.

    async with besieged("sqlite", folder) as here:
        evil = await here.neighbour("evil.example")
        await here.receive(evil.person("mallory").follow(here.alice.account.uri), by=...)

Eve lives on ``good.example``, which means no harm; everything else is as in ``beside.py``.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.instance import build_instance
from gotosocial.jobs.kinds import Job
from gotosocial.storage.database import Querier
from tests.support.beside import Beside, give_key
from tests.support.certificates import an_authority
from tests.support.instance import a_config, begun
from tests.support.outside import LOOPBACK
from tests.support.peer import Peer
from tests.support.table_resolver import TableResolver
from tests.support.tiny_internet import TinyInternet
from tests.support.wire import reactor


@attrs.define
class Besieged(Beside):
    """``internet`` knows the names of all servers."""

    internet: TinyInternet = attrs.field(kw_only=True)

    async def neighbour(self, host: str) -> Peer:
        """Start one more server under a name."""
        return await self.internet.peer(host)

    async def waiting(self, kind: type[Job]) -> int:
        """Return how many jobs of a kind wait."""

        async def deed(querier: Querier) -> int:
            sql = "SELECT COUNT(*) FROM jobs WHERE kind = :kind"
            return int(await querier.value(sql, kind=kind.kind()))

        return await self.server.instance.cellar.engine.transact(deed)


@asynccontextmanager
async def besieged(kind: str, folder: Path, **sections: Any) -> AsyncIterator[Besieged]:
    """Start the instance and Eve's server."""
    async with AsyncExitStack() as stack:
        internet = TinyInternet(folder, an_authority(folder), TableResolver(), stack)
        peer = await internet.peer("good.example")
        usual = {"http_client": {"allow_ips": LOOPBACK, "timeout": 10.0}}
        config = await a_config(kind, folder, **usual | sections)
        chain = str(internet.authority.chain)
        base = lay_foundations(config, reactor, resolver=internet.resolver, trusted_ca=chain)
        server = await stack.enter_async_context(begun(build_instance(base)))
        alice = await server.person("alice")
        here = Besieged(server, peer, alice, peer.person("eve"), internet=internet)
        await give_key(here.db, alice.id, 1)
        yield here
