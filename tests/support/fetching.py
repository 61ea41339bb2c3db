"""An instance of which only the fetchers stand: database, domain policy, signed client, and what uses it.

    async with fetching("sqlite", folder) as here:
        eve = await here.accounts.by_uri(peer.person("eve").uri)

No job is run: ``here.jobs("FetchThread")`` says what waits. The clock moves: ``here.clock.ahead = 3600``.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
import orjson
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gotosocial.app.build import dig_cellar, lay_foundations
from gotosocial.app.bundles import Cellar, Foundations
from gotosocial.app.fetching import Fetchers, build_fetchers
from gotosocial.federation.client import SignedClient
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.federation.signing import SigningKeys
from gotosocial.http.client import open_http_client
from gotosocial.models.account import Account
from gotosocial.models.domain_permission import DomainPermission
from gotosocial.storage.schema.migrate import migrate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.ulid import Ulids
from tests.support.builders import a_time, a_user, an_account, an_id
from tests.support.clocks import MovedClock
from tests.support.instance import HOST, a_config
from tests.support.keep import keep
from tests.support.peer import CLIENT, pem_of, rsa_key
from tests.support.table_resolver import TableResolver
from tests.support.wire import reactor


@attrs.define(eq=False)
class Fetching:
    """The standing part of the instance; ``resolver`` knows names that a test makes up."""

    base: Foundations
    cellar: Cellar
    client: SignedClient
    fetchers: Fetchers
    clock: MovedClock
    resolver: TableResolver

    @property
    def db(self) -> Database:
        return self.cellar.db

    @property
    def accounts(self) -> AccountFetcher:
        return self.fetchers.accounts

    @property
    def statuses(self) -> StatusFetcher:
        return self.fetchers.statuses

    async def local(self, name: str = "alice", **changes: Any) -> Account:
        """Let somebody live here, with a key."""
        actor = f"http://{HOST}/users/{name}"
        values = {"uri": actor, "public_key": pem_of(rsa_key(7)), "public_key_uri": f"{actor}#main-key"}
        account = an_account(name, **values | changes)

        async def deed(t: Transaction) -> None:
            await t.accounts.insert(account, _private_pem(rsa_key(7)))

        await self.db.transact(deed)
        if name != HOST:
            await keep(self.db, a_user(of=account))
        return account

    async def block(self, domain: str) -> None:
        """Let the admins block a domain."""
        await self.db.domain_blocks.insert(
            DomainPermission(id=an_id(), kind="block", domain=domain, created_at=a_time())
        )

    async def jobs(self, kind: str) -> list[dict[str, Any]]:
        """Return the payloads of the jobs of the kind that wait."""
        rows = await self.cellar.engine.reads.all(
            "SELECT payload FROM jobs WHERE kind = :kind ORDER BY id", kind=kind
        )
        return [orjson.loads(row["payload"]) for row in rows]


@asynccontextmanager
async def fetching(kind: str, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[Fetching]:
    """Open the fetchers over a fresh database of the kind; ``sections`` changes the configuration."""
    config = await a_config(kind, folder, **{"http_client": CLIENT} | sections)
    clock = MovedClock()
    base = attrs.evolve(lay_foundations(config, reactor), clock=clock, ulids=Ulids(clock))
    cellar = dig_cellar(base)
    await cellar.engine.start()
    try:
        await migrate(cellar.engine, base.clock)
        here = _wire(base, cellar, clock)
        await here.local(HOST, actor_type="Application")
        yield here
        here.client.http.close()
        await base.background.drain()
    finally:
        base.texts.stop()
        await cellar.engine.stop()


def _wire(base: Foundations, cellar: Cellar, clock: MovedClock) -> Fetching:
    own = frozenset({base.addresses.host, base.addresses.account_domain})
    policy = DomainPolicy(cellar.db, own, base.config.instance.federation_mode, base.background)
    policy.listen(cellar.bus)
    resolver = TableResolver()
    resolver.add("localhost")
    http = open_http_client(reactor, base.config.http_client, "gotosocial (tests)", resolver=resolver)
    client = SignedClient(http, SigningKeys(cellar.db, HOST), policy, clock)
    fetchers = build_fetchers(base, cellar, client, RecentActors(clock))
    return Fetching(base, cellar, client, fetchers, clock, resolver)


def _private_pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
