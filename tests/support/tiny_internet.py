"""A few whole instances that know each other by name, over TLS on loopback, and nothing else.

    async with an_internet(tmp_path) as internet:
        north = await internet.instance("north.test")
        alice = await internet.person(north, "alice")
        await internet.settle()

Names lead to ports through a table, certificates come from an authority that everybody here trusts, and the
instances are those of the program: real doors, real signatures, real deliveries.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint, wrapClientTLS
from twisted.internet.protocol import Factory
from twisted.internet.ssl import Certificate, optionsForClientTLS

from gotosocial.app.build import lay_foundations
from gotosocial.app.instance import build_instance
from gotosocial.models.account import Account
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids
from tests.support.certificates import Authority, an_authority
from tests.support.instance import Person, Running, a_prepared_config, begun
from tests.support.outside import LOOPBACK
from tests.support.peer import Peer, open_named_peer, pem_of, rsa_key
from tests.support.table_resolver import TableResolver
from tests.support.wire import Wire

ROUNDS = 6
"""Steps that something may take through jobs and deliveries: a post, a reply, and what both lead to."""


@attrs.define
class TinyInternet:
    """The names, the authority, and the instances that run."""

    folder: Path
    authority: Authority
    resolver: TableResolver
    stack: AsyncExitStack
    instances: dict[str, Running] = attrs.field(factory=dict)
    _people: int = 0

    async def instance(
        self, host: str, kind: str = "sqlite", *, clock: Clock | None = None, **sections: Any
    ) -> Running:
        """Start an instance under a name; ``sections`` change its configuration, ``clock`` its time."""
        folder = self.folder / host
        folder.mkdir(exist_ok=True)
        files = self.authority.issue(folder, host)
        usual: dict[str, dict[str, Any]] = {
            "general": {"host": host, "protocol": "https", "bind_address": "127.0.0.1", "port": 0},
            "tls": {"certificate_chain": str(files.chain), "certificate_key": str(files.key)},
            "http_client": {"allow_ips": LOOPBACK, "timeout": 10.0},
        }
        merged = {name: usual.get(name, {}) | sections.get(name, {}) for name in {*usual, *sections}}
        config = await a_prepared_config(kind, folder, **merged)
        base = lay_foundations(config, reactor, resolver=self.resolver, trusted_ca=str(self.authority.chain))
        if clock is not None:
            base = attrs.evolve(base, clock=clock, ulids=Ulids(clock))
        running = await self.stack.enter_async_context(begun(build_instance(base)))
        running = attrs.evolve(running, dial=self._dialer(host))
        self.resolver.places[host] = []
        self.resolver.add(host, running.port)
        self.instances[host] = running
        return running

    async def person(self, server: Running, username: str, **changes: Any) -> Person:
        """Let somebody with a key of their own live on an instance."""
        person = await server.person(username, **changes)
        self._people += 1
        key = rsa_key(self._people % 4)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

        async def deed(t: Transaction) -> None:
            account = await t.accounts.get(person.id)
            await t.accounts.update(attrs.evolve(account, public_key=pem_of(key)))
            await t.accounts.insert_key(person.id, pem)

        await server.instance.cellar.db.transact(deed)
        return person

    async def peer(self, host: str) -> Peer:
        """Start a small other server under a name: documents and answers, but no instance."""
        peer = await open_named_peer(host, self.authority.issue(self.folder, host))
        self.stack.push_async_callback(peer.close)
        self.resolver.add(host, peer.port)
        return peer

    async def settle(self) -> None:
        """Let everything that is on its way arrive and be worked through, on all instances."""
        for _ in range(ROUNDS):
            for one in self.instances.values():
                await one.settle()
                await one.instance.near.abroad.sender.run_until_idle()

    async def known(self, server: Running, person: Person) -> Account:
        """Return somebody of another instance as this one knows them."""
        found = await server.instance.cellar.db.accounts.find_by_uri(person.account.uri)
        assert found is not None, f"{person.account.uri} is not known there"
        return found

    def _dialer(self, host: str) -> Any:
        trusted = Certificate.loadPEM(self.authority.chain.read_bytes())

        async def dial(port: int) -> Wire:
            options = optionsForClientTLS(host, trustRoot=trusted)
            tcp = TCP4ClientEndpoint(reactor, "127.0.0.1", port)
            wire: Wire = await wrapClientTLS(options, tcp).connect(Factory.forProtocol(Wire))
            return wire

        return dial


@asynccontextmanager
async def an_internet(folder: Path) -> AsyncIterator[TinyInternet]:
    """Start with nothing but names and trust; every instance stops at the end."""
    async with AsyncExitStack() as stack:
        yield TinyInternet(folder, an_authority(folder), TableResolver(), stack)
