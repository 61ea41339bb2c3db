"""Two instances: people find, follow and block each other, and posts, answers, boosts and likes go both ways."""

from collections.abc import AsyncIterator
from typing import Any

import attrs
import pytest_twisted

from tests.support.instance import Person, Running
from tests.support.tiny_internet import TinyInternet


@attrs.frozen
class Pair:
    """Alice lives in the north, bob in the south."""

    internet: TinyInternet
    north: Running
    south: Running
    alice: Person
    bob: Person

    async def settle(self) -> None:
        await self.internet.settle()

    async def found(self, who: Person, whom: Person) -> dict[str, Any]:
        """Let somebody find somebody else by search, and return the account as they see it."""
        addresses = whom.server.instance.base.addresses
        handle = f"@{whom.account.username}@{addresses.account_domain}"
        answer = await who.get("/api/v2/search", q=handle, resolve=True)
        accounts: list[dict[str, Any]] = answer.json["accounts"]
        assert [one["acct"] for one in accounts] == [handle[1:]]
        return accounts[0]

    async def follow(self, who: Person, whom: Person) -> dict[str, Any]:
        """Let somebody follow somebody else, and return the relationship once all is quiet."""
        fetchers = who.server.instance.near.abroad.fetchers
        await fetchers.accounts.by_handle(
            "alice" if whom is self.alice else "bob", whom.server.instance.base.addresses.host
        )
        account = {"id": (await self.internet.known(who.server, whom)).id}
        await who.post(f"/api/v1/accounts/{account['id']}/follow")
        await self.settle()
        return await self.relation(who, whom)

    async def relation(self, who: Person, whom: Person) -> dict[str, Any]:
        known = await self.internet.known(who.server, whom)
        answer = await who.get("/api/v1/accounts/relationships", id=[known.id])
        relation: dict[str, Any] = answer.json[0]
        return relation

    async def home(self, who: Person) -> list[dict[str, Any]]:
        return list((await who.get("/api/v1/timelines/home")).json)

    async def notifications(self, who: Person) -> list[str]:
        return [one["type"] for one in (await who.get("/api/v1/notifications")).json]


@pytest_twisted.async_yield_fixture
async def pair(internet: TinyInternet, kind: str) -> AsyncIterator[Pair]:
    north = await internet.instance("north.test", kind)
    south = await internet.instance("south.test")
    alice = await internet.person(north, "alice")
    bob = await internet.person(south, "bob")
    yield Pair(internet, north, south, alice, bob)


async def test_a_follow_is_accepted_and_posts_arrive(pair: Pair) -> None:
    relation = await pair.follow(pair.bob, pair.alice)
    assert (relation["following"], relation["requested"]) == (True, False)
    assert await pair.notifications(pair.alice) == ["follow"]
    await pair.alice.publish("hello south", visibility="public")
    await pair.settle()
    home = await pair.home(pair.bob)
    assert [one["content"] for one in home] == ["<p>hello south</p>"]
    assert home[0]["account"]["acct"] == "alice@north.test"
