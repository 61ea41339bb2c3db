"""Three instances of the tiny internet: bob in the south follows alice in the north.

Carol lives in the west, and nobody knows her until something leads to her.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import orjson

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.sign_requests import Address, sign_get, sign_post
from gotosocial.storage.stores import Transaction
from tests.support.instance import Person, Running
from tests.support.neighbours import Neighbours, db_of
from tests.support.tiny_internet import an_internet


@attrs.frozen
class Three(Neighbours):
    """Alice, bob and carol."""

    carol: Person

    @property
    def west(self) -> Running:
        """Carol's instance."""
        return self.carol.server

    async def shown(self, who: Person, post: dict[str, Any]) -> dict[str, Any]:
        """Return somebody's post as another one sees it, who has to know it already."""
        return await shown(who, (await self.seen(who, post)).id)

    async def say(self, who: Person, to: Person, activity: dict[str, Any]) -> int:
        """Let somebody's server send any activity to somebody else's, signed by them; return the answer."""
        host, body = to.server.instance.base.addresses.host, orjson.dumps(activity)
        signer = await who.server.instance.near.abroad.signing.of(who.id)
        address = Address("https", host, "/inbox")
        signed = sign_post(signer, address, BodyDigest.of(body), now=datetime.now(UTC))
        headers = {"Host": host, "Content-Type": "application/activity+json", **dict(signed)}
        return (await to.server.ask("POST", "/inbox", body, headers=headers)).status

    async def thread(self, who: Person, post: dict[str, Any]) -> tuple[list[str], list[str]]:
        """Return what stands above and below a post that somebody opens, as ``acct: URI``."""
        known = await self.seen(who, post)
        context = (await who.get(f"/api/v1/statuses/{known.id}/context")).json
        above, below = (
            [f"{one['account']['acct']}: {one['uri']}" for one in context[side]]
            for side in ("ancestors", "descendants")
        )
        return above, below


async def shown(who: Person, status_id: str) -> dict[str, Any]:
    """Return a status as somebody sees it."""
    status: dict[str, Any] = (await who.get(f"/api/v1/statuses/{status_id}")).json
    return status


async def found(who: Person, address: str) -> dict[str, Any]:
    """Return the one post that somebody finds under an address."""
    (status,) = (await who.get("/api/v2/search", q=address, resolve=True)).json["statuses"]
    assert isinstance(status, dict)
    return status


async def signed_get(who: Person, of: Running, path: str) -> int:
    """Return with what status an instance answers a GET that somebody of another one signs."""
    host = of.instance.base.addresses.host
    signer = await who.server.instance.near.abroad.signing.of(who.id)
    signed = sign_get(signer, Address("https", host, path), now=datetime.now(UTC))
    headers = {"Host": host, "Accept": "application/activity+json", **dict(signed)}
    return (await of.ask("GET", path, headers=headers)).status


async def fetched_a_while_ago(who: Person, post: dict[str, Any]) -> None:
    """Let a post be known to somebody's instance for longer than a look at it lasts."""
    before = datetime.now(UTC) - timedelta(minutes=6)

    async def deed(t: Transaction) -> None:
        status = await t.statuses.find_by_uri(post["uri"])
        assert status is not None, f"{post['uri']} is not known there"
        await t.statuses.fetched(status.id, before)

    await db_of(who).transact(deed)


@asynccontextmanager
async def three_instances(folder: Path, kind: str = "sqlite", **sections: Any) -> AsyncIterator[Three]:
    """Start all three; the northern one runs on the engine, ``sections`` change its configuration."""
    async with an_internet(folder) as internet:
        north = await internet.instance("north.test", kind, **sections)
        south = await internet.instance("south.test")
        west = await internet.instance("west.test")
        three = Three(
            internet,
            await internet.person(north, "alice"),
            await internet.person(south, "bob"),
            await internet.person(west, "carol"),
        )
        await three.follow(three.bob, three.alice)
        yield three
