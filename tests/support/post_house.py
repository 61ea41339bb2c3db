"""A sender with a database and a clock of its own, and servers over TLS that it sends to.

    async with post_house("sqlite", tmp_path) as house:
        await house.queue("one", "https://a.test/inbox")
        house.far.behaves("a.test", 503)
        await house.settle()
        assert house.far.bodies("a.test") == ["one"]

The clock only moves when a test moves it ahead; waiting for days takes no time. Every server is the same
process under other names, with certificates that hold.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from gotosocial.crypto.keys import KeyPair, new_rsa_pair
from gotosocial.federation.sender.batch import Post
from gotosocial.federation.sender.courier import Courier
from gotosocial.federation.sender.destinations import Destinations
from gotosocial.federation.sender.ledger import Ledger
from gotosocial.federation.sender.outbox import Outbox, Parcel
from gotosocial.federation.sender.sender import DeliverySender
from gotosocial.federation.sender.shares import Shares
from gotosocial.federation.signing import SigningKeys
from gotosocial.http.client import HttpClient, open_http_client
from gotosocial.models.account import Account
from gotosocial.models.delivery import DeliveryChoice, DeliveryReport, Span
from gotosocial.storage.bus import Bus
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.flow import Background
from gotosocial.util.ulid import Ulids
from tests.support.builders import HOST, an_account
from tests.support.certificates import an_authority
from tests.support.clocks import MovedClock
from tests.support.databases import Opened, opened
from tests.support.outside import client_section
from tests.support.rude_server import Asked, RudeServer, Visit
from tests.support.table_resolver import TableResolver
from tests.support.wire import reactor

NAMES = ("a.test", "b.test", "c.test", "d.test")
Behaviour = int | Callable[[Visit, Asked], object]


@cache
def a_key_pair() -> KeyPair:
    """Return a pair that is made once."""
    return new_rsa_pair()


class _Scripts(dict[str, Callable[[Visit], object]]):
    """One script for all paths."""

    def __init__(self, script: Callable[[Visit], object]) -> None:
        super().__init__()
        self._script = script

    def __missing__(self, path: str) -> Callable[[Visit], object]:
        return self._script


class FarServers:
    """Servers under several names; each answers 202 unless told otherwise."""

    def __init__(self, folder: Path, names: tuple[str, ...] = NAMES) -> None:
        authority = an_authority(folder)
        self.ca_file = str(authority.chain)
        self.server = RudeServer(scripts=_Scripts(self._answer))
        self.resolver = TableResolver()
        self.port = self.server.listen(authority.issue(folder, *names))
        self._behaviours: dict[str, Behaviour] = {}
        for name in names:
            self.resolver.add(name, self.port)

    def behaves(self, where: str, behaviour: Behaviour = 202) -> None:
        """Let a host, or one inbox of it (``a.test/inbox``), answer with a status or run a script."""
        self._behaviours[where] = behaviour

    def asked(self, host: str = "") -> list[Asked]:
        """Return what came in, at one host or at all, in the order of arrival."""
        return [one for one in self.server.asked if host in ("", one.headers["host"])]

    def bodies(self, where: str = "") -> list[str]:
        """Return the bodies that came in, at a host or an inbox."""
        return [one.body.decode() for one in self.server.asked if _place(one).startswith(where)]

    def forget(self) -> None:
        """Forget what came in."""
        self.server.asked.clear()

    def _answer(self, visit: Visit) -> None:
        asked = self.server.asked[-1]
        place = _place(asked)
        behaviour = self._behaviours.get(place, self._behaviours.get(asked.headers["host"], 202))
        if isinstance(behaviour, int):
            visit.answer(behaviour)
        else:
            behaviour(visit, asked)


def _place(asked: Asked) -> str:
    return asked.headers["host"] + asked.target


@attrs.define(eq=False)
class PostHouse:
    """One process that sends."""

    db: Database
    bus: Bus
    author: Account
    far: FarServers
    clock: MovedClock
    client: HttpClient
    blocked: set[str]
    destinations: Destinations
    outbox: Outbox
    sender: DeliverySender
    background: Background

    async def queue(self, body: str, *inboxes: str, about: str = "") -> int:
        """Let an activity wait in a transaction of its own; return for how many inboxes."""

        async def deed(t: Transaction) -> int:
            return await self.queue_within(t, body, *inboxes, about=about)

        return await self.db.transact(deed)

    async def queue_within(self, t: Transaction, body: str, *inboxes: str, about: str = "") -> int:
        """Let an activity wait as part of a deed; return for how many inboxes."""
        parcel = Parcel(
            activity_uri=f"https://{HOST}/activities/{body}",
            body=body.encode(),
            signer_id=self.author.id,
            object_uri=about or f"https://{HOST}/objects/{body}",
        )
        return await self.outbox.send(t, parcel, inboxes)

    async def withdraw(self, about: str) -> None:
        """Take back what waits about an object."""

        async def deed(t: Transaction) -> None:
            await self.outbox.withdraw(t, about)

        await self.db.transact(deed)

    async def settle(self) -> None:
        """Send what may be sent now."""
        await self.background.drain()
        await self.sender.run_until_idle()
        await self.background.drain()

    async def later(self, seconds: float) -> None:
        """Let so much time pass, then send what may be sent."""
        self.clock.ahead += seconds
        await self.settle()

    async def reports(self, **choice: Any) -> list[DeliveryReport]:
        """Return how deliveries stand, the oldest first."""
        found = await self.db.delivery_reports.page(DeliveryChoice(**choice), Span(limit=5000))
        return list(reversed(found))

    async def states(self, **choice: Any) -> list[str]:
        """Return the states of deliveries, the oldest first."""
        return [one.state.value for one in await self.reports(**choice)]


async def move_in(opened_: Opened, far: FarServers, author: Account, *, is_alone: bool = True) -> PostHouse:
    """Wire a sender over a database that is open."""
    db, clock, background = Database(opened_.engine), MovedClock(), Background()
    blocked: set[str] = set()

    async def is_blocked(host: str) -> bool:
        return host in blocked

    client = open_http_client(reactor, client_section(), "test", resolver=far.resolver, ca_file=far.ca_file)
    destinations = Destinations(db, clock, background)
    destinations.listen(opened_.bus)
    await destinations.load()
    post = Post(
        db=db,
        carrier=Courier(db, client, SigningKeys(db, HOST), clock),
        health=destinations,
        write=Ledger(db).write,
        is_blocked=is_blocked,
        clock=clock,
    )
    return PostHouse(
        db=db,
        bus=opened_.bus,
        author=author,
        far=far,
        clock=clock,
        client=client,
        blocked=blocked,
        destinations=destinations,
        outbox=Outbox(destinations, blocked.__contains__, frozenset({HOST}), Ulids(clock), clock),
        sender=DeliverySender(
            post=post,
            destinations=destinations,
            shares=Shares(db, clock, is_alone),
            bus=opened_.bus,
            reactor=reactor,
            at_once=16,
        ),
        background=background,
    )


async def move_out(house: PostHouse) -> None:
    """Stop what was wired."""
    await house.sender.stopService()
    await house.background.drain()
    house.client.close()


async def keep_author(db: Database) -> Account:
    """Let somebody with a real key live here."""
    pair = a_key_pair()
    author = an_account("author", public_key=pair.public)

    async def deed(t: Transaction) -> None:
        await t.accounts.insert(author, pair.private)

    await db.transact(deed)
    return author


def public_pem() -> str:
    """Return the public half of the author's key."""
    key: Any = load_pem_private_key(a_key_pair().private.encode(), None)
    return str(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@asynccontextmanager
async def post_house(kind: str, folder: Path) -> AsyncIterator[PostHouse]:
    """Open a database, servers and a sender that does nothing by itself until ``settle``."""
    far = FarServers(folder)
    async with opened(kind, folder) as both:
        author = await keep_author(Database(both.engine))
        house = await move_in(both, far, author)
        try:
            yield house
        finally:
            await move_out(house)
            await far.server.stop()
