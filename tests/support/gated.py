"""An instance of which only the inboxes stand: gate, keys, domain policy, keeper, and the real client.

    async with gated("sqlite", folder) as here:
        await eve.post(here, "/users/alice/inbox", activity)
        assert await here.jobs() == [...]

No job is run: what is kept stays where a test can count it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gotosocial.app.build import dig_cellar, http_settings, lay_foundations
from gotosocial.app.bundles import Cellar, Foundations
from gotosocial.federation.client import SignedClient
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.gate import Gate
from gotosocial.federation.gate_limits import GateLimits
from gotosocial.federation.key_source import KeySource
from gotosocial.federation.keys import Keys
from gotosocial.federation.proof import SignatureCheck
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.federation.signing import SigningKeys
from gotosocial.handlers.inbox.crowding import Crowding
from gotosocial.handlers.inbox.keep import ActivityKeeper
from gotosocial.handlers.shared.access import Access
from gotosocial.http.addresses import NetworkSet
from gotosocial.http.client import open_http_client
from gotosocial.http.limits import RateLimiter
from gotosocial.http.mount import Plumbing, mount
from gotosocial.jobs.kinds import ActivityReceived, read_job
from gotosocial.models.account import Account
from gotosocial.rest.activitypub.inbox import InboxDoors
from gotosocial.storage.known_accounts import KnownAccounts
from gotosocial.storage.schema.migrate import migrate
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_user, an_account
from tests.support.instance import HOST, a_config
from tests.support.keep import keep
from tests.support.peer import CLIENT, pem_of, rsa_key
from tests.support.small_site import Tokens
from tests.support.wire import reactor


@attrs.define(eq=False)
class Gated:
    """The standing part of the instance. ``alive``: the hosts that were noted."""

    base: Foundations
    cellar: Cellar
    policy: DomainPolicy
    keys: Keys
    gate: Gate
    alive: list[str]
    port: int = 0

    @property
    def db(self) -> Database:
        """The database."""
        return self.cellar.db

    async def local(self, name: str = "alice", **changes: Any) -> Account:
        """Let somebody live here, with the key number 7."""
        actor = f"http://{HOST}/users/{name}"
        values = {"uri": actor, "public_key": pem_of(rsa_key(7)), "public_key_uri": f"{actor}#main-key"}
        account = an_account(name, **values | changes)

        async def deed(t: Transaction) -> None:
            await t.accounts.insert(account, _private_pem(rsa_key(7)))

        await self.db.transact(deed)
        if name != HOST:
            await keep(self.db, a_user(of=account))
        return account

    async def jobs(self) -> list[ActivityReceived]:
        """Return the activities that were kept, the oldest first."""
        rows = await self._rows("SELECT payload FROM jobs WHERE kind = 'ActivityReceived' ORDER BY id")
        return [read_job(ActivityReceived, row["payload"]) for row in rows]

    async def lanes(self) -> list[str]:
        """Return the lanes in which they wait."""
        rows = await self._rows("SELECT lane FROM jobs WHERE kind = 'ActivityReceived' ORDER BY id")
        return [row["lane"] for row in rows]

    async def _rows(self, sql: str) -> Any:
        return await self.cellar.engine.reads.scan(sql)


@asynccontextmanager
async def gated(kind: str, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[Gated]:
    """Open inboxes over a fresh database of the kind; ``sections`` changes the configuration."""
    base = lay_foundations(await a_config(kind, folder, **{"http_client": CLIENT} | sections), reactor)
    cellar = dig_cellar(base)
    await cellar.engine.start()
    try:
        await migrate(cellar.engine, base.clock)
        here = _wire(base, cellar)
        await here.local(HOST, actor_type="Application")
        site = mount([_doors(here)], _plumbing(base, cellar))
        port = reactor.listenTCP(0, site, interface="127.0.0.1")
        here.port = port.getHost().port
        try:
            yield here
        finally:
            await port.stopListening()
            await site.drain(0.5)
            await base.background.drain()
    finally:
        await cellar.engine.stop()


def _wire(base: Foundations, cellar: Cellar) -> Gated:
    db, clock, config = cellar.db, base.clock, base.config
    own = frozenset({base.addresses.host, base.addresses.account_domain})
    policy = DomainPolicy(db, own, config.instance.federation_mode, base.background)
    policy.listen(cellar.bus)
    http = open_http_client(reactor, config.http_client, "gotosocial/test")
    client = SignedClient(http, SigningKeys(db, HOST), policy, clock)
    keys = Keys(db, KeySource(client, RecentActors(clock)), clock, reactor)
    keys.listen(cellar.bus)
    alive: list[str] = []

    async def note(host: str) -> None:
        alive.append(host)

    limits = GateLimits(RateLimiter(clock), NetworkSet(()), config.advanced.rate_limit_requests)
    check, known = SignatureCheck(keys, policy, base.addresses, clock), KnownAccounts(db, cellar.caches)
    gate = Gate(check, limits, known, note)
    return Gated(base, cellar, policy, keys, gate, alive)


def _doors(here: Gated) -> InboxDoors:
    access, clock = Access(here.db, here.cellar.caches), here.base.clock
    return InboxDoors(here.gate, ActivityKeeper(access, here.policy, Crowding(access.db, clock), clock))


def _plumbing(base: Foundations, cellar: Cellar) -> Plumbing:
    return Plumbing(
        settings=http_settings(base, cellar),
        authenticator=Tokens(),
        render_error=lambda status, message, request_id: message,
        write_log=lambda lines: None,
        clock=base.clock,
        reactor=reactor,
    )


def _private_pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
