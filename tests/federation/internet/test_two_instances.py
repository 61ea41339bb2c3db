"""Two instances: people find and follow each other; posts, answers, boosts and likes go both ways."""

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
        account = await self.found(who, whom)
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


async def test_answers_and_their_mentions_go_both_ways(pair: Pair) -> None:
    await pair.follow(pair.bob, pair.alice)
    post = await pair.alice.publish("who is there?", visibility="public")
    await pair.settle()
    (seen,) = await pair.home(pair.bob)
    answer = await pair.bob.publish("@alice@north.test me", in_reply_to_id=seen["id"], visibility="public")
    assert [one["acct"] for one in answer["mentions"]] == ["alice@north.test"]
    await pair.settle()
    assert await pair.notifications(pair.alice) == ["mention", "follow"]
    context = (await pair.alice.get(f"/api/v1/statuses/{post['id']}/context")).json
    (below,) = context["descendants"]
    assert below["account"]["acct"] == "bob@south.test"
    assert below["in_reply_to_id"] == post["id"]
    again = await pair.alice.publish("@bob@south.test welcome", in_reply_to_id=below["id"])
    await pair.settle()
    assert await pair.notifications(pair.bob) == ["mention"]
    thread = (await pair.bob.get(f"/api/v1/statuses/{answer['id']}/context")).json
    assert [one["uri"] for one in thread["ancestors"]] == [post["uri"]]
    assert [one["uri"] for one in thread["descendants"]] == [again["uri"]]


async def test_likes_and_boosts_arrive_and_are_taken_back(pair: Pair) -> None:
    await pair.follow(pair.bob, pair.alice)
    post = await pair.alice.publish("look", visibility="public")
    await pair.settle()
    (seen,) = await pair.home(pair.bob)
    await pair.bob.post(f"/api/v1/statuses/{seen['id']}/favourite")
    await pair.bob.post(f"/api/v1/statuses/{seen['id']}/reblog")
    await pair.settle()
    now = (await pair.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (now["favourites_count"], now["reblogs_count"]) == (1, 1)
    assert sorted(await pair.notifications(pair.alice)) == ["favourite", "follow", "reblog"]
    await pair.bob.post(f"/api/v1/statuses/{seen['id']}/unfavourite")
    await pair.bob.post(f"/api/v1/statuses/{seen['id']}/unreblog")
    await pair.settle()
    now = (await pair.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (now["favourites_count"], now["reblogs_count"]) == (0, 0)
    assert await pair.notifications(pair.alice) == ["follow"]


async def test_what_is_deleted_goes_everywhere(pair: Pair) -> None:
    await pair.follow(pair.bob, pair.alice)
    post = await pair.alice.publish("not for long", visibility="public")
    await pair.settle()
    assert len(await pair.home(pair.bob)) == 1
    await pair.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await pair.settle()
    assert await pair.home(pair.bob) == []


async def test_an_unfollow_and_a_block_are_told(pair: Pair) -> None:
    await pair.follow(pair.bob, pair.alice)
    known = await pair.internet.known(pair.south, pair.alice)
    await pair.bob.post(f"/api/v1/accounts/{known.id}/unfollow")
    await pair.settle()
    assert (await pair.relation(pair.alice, pair.bob))["followed_by"] is False
    await pair.follow(pair.bob, pair.alice)
    assert (await pair.relation(pair.alice, pair.bob))["followed_by"] is True
    blocked = await pair.internet.known(pair.north, pair.bob)
    await pair.alice.post(f"/api/v1/accounts/{blocked.id}/block")
    await pair.settle()
    relation = await pair.relation(pair.bob, pair.alice)
    assert (relation["following"], relation["blocked_by"]) == (False, True)
    await pair.alice.post(f"/api/v1/accounts/{blocked.id}/unblock")
    await pair.settle()
    assert (await pair.relation(pair.bob, pair.alice))["blocked_by"] is False


async def test_a_locked_account_decides(pair: Pair) -> None:
    carol = await pair.internet.person(pair.north, "carol", is_locked=True)
    fetchers = pair.south.instance.near.abroad.fetchers
    target = await fetchers.accounts.by_handle("carol", "north.test")
    asked = (await pair.bob.post(f"/api/v1/accounts/{target.id}/follow")).json
    assert asked["requested"] is True
    await pair.settle()
    assert (await pair.relation(pair.bob, carol))["requested"] is True
    (waiting,) = (await carol.get("/api/v1/follow_requests")).json
    await carol.post(f"/api/v1/follow_requests/{waiting['id']}/authorize")
    await pair.settle()
    assert (await pair.relation(pair.bob, carol))["following"] is True
    post = await carol.publish("for friends", visibility="private")
    await pair.settle()
    assert [one["uri"] for one in await pair.home(pair.bob)] == [post["uri"]]


async def test_a_direct_post_reaches_only_whom_it_names(pair: Pair) -> None:
    dora = await pair.internet.person(pair.south, "dora")
    await pair.follow(pair.bob, pair.alice)
    await pair.follow(dora, pair.alice)
    await pair.found(pair.alice, pair.bob)
    await pair.alice.publish("@bob@south.test a secret", visibility="direct")
    await pair.settle()
    assert await pair.notifications(pair.bob) == ["mention"]
    assert await pair.home(dora) == []
    statuses = await pair.south.instance.cellar.db.statuses.find_by_url("")
    assert statuses is None


async def test_what_is_local_only_stays(pair: Pair) -> None:
    await pair.follow(pair.bob, pair.alice)
    await pair.alice.publish("between us", visibility="public", local_only=True)
    await pair.settle()
    assert await pair.home(pair.bob) == []
