"""Fedify, a server framework that nobody here wrote, with its own checks on: everything goes both ways.

Once it signs as in the old draft, once as in RFC 9421. Each test has people of its own.
"""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import attrs
import pytest
import pytest_twisted

from gotosocial.jobs.kinds import StatusEdited
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Transaction
from tests.support.fedify import CAVAGE, RFC9421, Distant, Fedify, start_fedify
from tests.support.instance import Person, Running
from tests.support.tiny_internet import TinyInternet, an_internet
from tests.support.waiting import eventually

SPECS = {"draft": (CAVAGE, "sqlite"), "rfc9421": (RFC9421, "postgres")}
_numbers = count(1)


@attrs.frozen
class House:
    """Our instance, and the server on Fedify."""

    internet: TinyInternet
    north: Running
    bot: Fedify
    spec: str

    async def people(self) -> tuple[Person, Distant]:
        """Return somebody here and somebody there whom no other test knows."""
        number = next(_numbers)
        alice = await self.internet.person(self.north, f"alice{number}")
        return alice, self.bot.person(f"bob{number}")


@pytest_twisted.async_yield_fixture(params=SPECS, scope="module")
async def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """Both servers, which know each other's names and nothing more."""
    spec, kind = SPECS[str(request.param)]
    async with an_internet(tmp_path_factory.mktemp("fedify")) as internet:
        north = await internet.instance("north.test", kind)
        bot = start_fedify(internet, "fedify.test", spec)
        try:
            await bot.names(internet)
            yield House(internet, north, bot, spec)
            state = await bot.state()
            assert (state.errors, state.refused) == ([], [])
            assert [one for one in state.sent if one["status"] in (400, 401)] == []
            assert {one["signed"] for one in state.sent if one["status"] < 400} - {""} == {spec}
        finally:
            bot.stop()


async def found(who: Person, whom: Distant) -> dict[str, Any]:
    """Let somebody here find somebody there by search."""
    answer = await who.get("/api/v2/search", q=f"@{whom.handle}", resolve=True)
    accounts: list[dict[str, Any]] = answer.json["accounts"]
    assert [one["acct"] for one in accounts] == [whom.handle]
    return accounts[0]


async def relation(who: Person, account: dict[str, Any]) -> dict[str, Any]:
    answer = await who.get("/api/v1/accounts/relationships", id=[account["id"]])
    relation: dict[str, Any] = answer.json[0]
    return relation


async def follow_there(alice: Person, bob: Distant) -> dict[str, Any]:
    """Let alice follow bob, and return bob as she sees him once he has accepted."""
    account = await found(alice, bob)
    await alice.post(f"/api/v1/accounts/{account['id']}/follow")
    await eventually(lambda: relation(alice, account), lambda one: one["following"])
    return account


async def follow_here(alice: Person, bob: Distant) -> str:
    """Let bob follow alice, and return the id of the follow once it was accepted."""
    follow = await bob.tell("follow", whom=alice.account.uri)
    await bob.home.sees(lambda state: [one for one in state.of("Accept") if follow in str(one)])
    return str(follow)


async def home(who: Person) -> list[dict[str, Any]]:
    return list((await who.get("/api/v1/timelines/home")).json)


async def notifications(who: Person) -> list[str]:
    return [one["type"] for one in (await who.get("/api/v1/notifications")).json]


async def test_each_finds_the_other(house: House) -> None:
    alice, bob = await house.people()
    account = await found(alice, bob)
    assert account["display_name"] == f"{bob.name} of Fedify"
    assert account["created_at"].startswith("2024-02-03")
    for what in (alice.account.uri, f"@{alice.account.username}@north.test"):
        seen = (await bob.tell("lookup", what=what))["found"]
        assert (seen["type"], seen["preferredUsername"]) == ("Person", alice.account.username)


async def test_we_follow_and_its_posts_arrive_are_edited_and_deleted(house: House) -> None:
    alice, bob = await house.people()
    await follow_there(alice, bob)
    note = await bob.tell("post", text="hello north")
    (seen,) = await eventually(lambda: home(alice), bool)
    assert (seen["content"], seen["visibility"], seen["uri"]) == ("<p>hello north</p>", "public", note)
    await bob.tell("edit", note=note, text="hello again")
    edited = await eventually(
        lambda: home(alice), lambda posts: [one for one in posts if "again" in one["content"]]
    )
    assert edited[0]["edited_at"] is not None
    await bob.tell("remove", note=note)
    await eventually(lambda: home(alice), lambda posts: posts == [])


async def test_it_follows_and_our_posts_arrive_and_are_deleted(house: House) -> None:
    alice, bob = await house.people()
    await follow_here(alice, bob)
    await eventually(lambda: notifications(alice), lambda seen: seen == ["follow"])
    post = await alice.publish("hello south", visibility="public")
    (create,) = await bob.home.sees(lambda state: state.of("Create", actor=alice.account.uri))
    assert create["object"]["content"] == "<p>hello south</p>"
    assert (await bob.tell("lookup", what=post["uri"]))["found"]["content"] == "<p>hello south</p>"
    await alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    (removal,) = await bob.home.sees(lambda state: state.of("Delete", actor=alice.account.uri))
    assert post["uri"] in str(removal["object"])
    assert (await peeked(house, bob, post))["status"] == 410


async def test_our_posts_are_edited(house: House) -> None:
    alice, bob = await house.people()
    await follow_here(alice, bob)
    post = await alice.publish("first words", visibility="public")
    await edited(alice, post, "<p>second words</p>")
    (update,) = await bob.home.sees(lambda state: state.of("Update", actor=alice.account.uri))
    assert (update["object"]["id"], update["object"]["content"]) == (post["uri"], "<p>second words</p>")
    assert update["object"]["updated"] != update["object"]["published"]
    assert (await peeked(house, bob, post))["document"]["content"] == "<p>second words</p>"


async def test_a_conversation_goes_to_and_fro(house: House) -> None:
    alice, bob = await house.people()
    await follow_here(alice, bob)
    post = await alice.publish("who is there?", visibility="public")
    await bob.home.sees(lambda state: state.of("Create", actor=alice.account.uri))
    me = [alice.account.uri]
    answer = await bob.tell("post", text="me", mentions=me, inReplyTo=post["uri"], audience="unlisted")
    (below,) = await eventually(lambda: descendants(alice, post), bool)
    assert (below["uri"], below["in_reply_to_id"], below["visibility"]) == (answer, post["id"], "unlisted")
    assert [one["acct"] for one in below["mentions"]] == [alice.account.username]
    await eventually(lambda: notifications(alice), lambda seen: seen == ["mention", "follow"])
    again = await alice.publish(f"@{bob.handle} welcome", in_reply_to_id=below["id"], visibility="unlisted")
    creates = await bob.home.sees(
        lambda state: [one for one in state.of("Create") if again["uri"] in str(one)]
    )
    note = creates[0]["object"]
    assert note["inReplyTo"] == answer
    assert bob.uri in str(note["tag"])


async def test_likes_and_boosts_of_our_posts_come_and_go(house: House) -> None:
    alice, bob = await house.people()
    post = await alice.publish("look", visibility="public")
    like = await bob.tell("like", note=post["uri"])
    boost = await bob.tell("boost", note=post["uri"])
    await eventually(lambda: counts(alice, post), lambda seen: seen == (1, 1))
    await eventually(lambda: notifications(alice), lambda seen: sorted(seen) == ["favourite", "reblog"])
    await bob.tell("undo", activity=like)
    await bob.tell("undo", activity=boost)
    await eventually(lambda: counts(alice, post), lambda seen: seen == (0, 0))
    await eventually(lambda: notifications(alice), lambda seen: seen == [])


async def test_we_like_and_boost_its_posts_and_take_that_back(house: House) -> None:
    alice, bob = await house.people()
    await follow_there(alice, bob)
    note = await bob.tell("post", text="look at this")
    (seen,) = await eventually(lambda: home(alice), bool)
    there = alice.account.uri
    await each(alice, seen["id"], "favourite", "reblog")
    # What is taken back before it was sent is never sent: both must have arrived first.
    (like,) = await bob.home.sees(lambda state: state.of("Like", actor=there))
    (boost,) = await bob.home.sees(lambda state: state.of("Announce", actor=there))
    await each(alice, seen["id"], "unfavourite", "unreblog")
    undone = await bob.home.sees(lambda state: both(state.of("Undo", actor=there)))
    assert (like["object"], boost["object"]) == (note, note)
    for one in (like, boost):
        assert any(one["id"] in str(undo["object"]) for undo in undone)


async def test_a_boost_brings_a_post_of_somebody_else(house: House) -> None:
    alice, bob = await house.people()
    await follow_there(alice, bob)
    _, carol = await house.people()
    note = await carol.tell("post", text="from carol")
    await bob.tell("boost", note=note)
    (seen,) = await eventually(lambda: home(alice), bool)
    assert (seen["account"]["acct"], seen["reblog"]["uri"]) == (bob.handle, note)
    assert seen["reblog"]["account"]["acct"] == carol.handle


async def test_follows_end_from_either_side(house: House) -> None:
    alice, bob = await house.people()
    account = await follow_there(alice, bob)
    follow = await follow_here(alice, bob)
    assert (await relation(alice, account))["followed_by"] is True
    await bob.tell("undo", activity=follow)
    await eventually(lambda: relation(alice, account), lambda one: not one["followed_by"])
    await alice.post(f"/api/v1/accounts/{account['id']}/unfollow")
    await bob.home.sees(lambda state: state.of("Undo", actor=alice.account.uri))
    assert (await bob.tell("collection", uri=f"{bob.uri}/followers"))["items"] == []
    await alice.publish("not for bob", visibility="public")
    assert (await bob.home.state()).of("Create", actor=alice.account.uri) == []


async def test_blocks_are_told_from_either_side(house: House) -> None:
    alice, bob = await house.people()
    account = await follow_there(alice, bob)
    await follow_here(alice, bob)
    block = await bob.tell("block", whom=alice.account.uri)
    seen = await eventually(lambda: relation(alice, account), lambda one: one["blocked_by"])
    assert (seen["following"], seen["followed_by"]) == (False, False)
    await bob.tell("undo", activity=block)
    await eventually(lambda: relation(alice, account), lambda one: not one["blocked_by"])
    await alice.post(f"/api/v1/accounts/{account['id']}/block")
    (told,) = await bob.home.sees(lambda state: state.of("Block", actor=alice.account.uri))
    assert told["object"] == bob.uri
    await alice.post(f"/api/v1/accounts/{account['id']}/unblock")
    (undo,) = await bob.home.sees(lambda state: state.of("Undo", actor=alice.account.uri))
    assert told["id"] in str(undo["object"])


async def test_what_is_for_followers_is_read_by_their_servers_alone(house: House) -> None:
    alice, bob = await house.people()
    post = await alice.publish("for friends", visibility="private")
    assert (await peeked(house, bob, post))["status"] == 404
    await follow_here(alice, bob)
    assert (await peeked(house, bob, post))["document"]["content"] == "<p>for friends</p>"
    again = await alice.publish("for friends again", visibility="private")
    (create,) = await bob.home.sees(lambda state: state.of("Create", actor=alice.account.uri))
    assert (create["to"], create["object"]["id"]) == (alice.account.followers_uri, again["uri"])


async def test_what_it_says_to_its_followers_and_to_one_stays_there(house: House) -> None:
    alice, bob = await house.people()
    await follow_there(alice, bob)
    await bob.tell("post", text="for friends", audience="followers")
    (seen,) = await eventually(lambda: home(alice), bool)
    assert seen["visibility"] == "private"
    await bob.tell("post", text="a secret", audience="direct", mentions=[alice.account.uri])
    await eventually(lambda: notifications(alice), bool)
    (mention,) = (await alice.get("/api/v1/notifications")).json
    assert mention["status"]["visibility"] == "direct"


async def test_a_profile_is_renamed_and_goes_away(house: House) -> None:
    alice, bob = await house.people()
    account = await follow_there(alice, bob)
    await bob.tell("rename", name="Robert")
    path = f"/api/v1/accounts/{account['id']}"
    await eventually(lambda: body(alice, path), lambda seen: seen["display_name"] == "Robert")
    await bob.tell("leave")
    await eventually(lambda: alice.get(path), lambda answer: answer.status == 404)


async def test_our_profile_is_renamed(house: House) -> None:
    alice, bob = await house.people()
    await follow_here(alice, bob)
    await alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Alice the Second"})
    (update,) = await bob.home.sees(lambda state: state.of("Update", actor=alice.account.uri))
    assert update["object"]["name"] == "Alice the Second"


async def test_the_actor_may_have_keys_of_two_kinds(house: House) -> None:
    _, bob = await house.people()
    actor = (await bob.tell("actor"))["found"]
    assert len(actor["assertionMethod"]) == 2
    known = await house.north.instance.near.abroad.fetchers.accounts.by_handle(bob.name, bob.home.host)
    assert known.public_key_uri == actor["publicKey"]["id"]


async def edited(who: Person, post: dict[str, Any], content: str) -> None:
    """Let a post of ours say something else from now on, and what follows from that happen."""
    base, db = who.server.instance.base, who.server.instance.cellar.db

    async def deed(t: Transaction) -> None:
        status = await t.statuses.get(post["id"])
        await t.statuses.update(attrs.evolve(status, content=content, edited_at=base.clock.now()))
        await enqueue(t, StatusEdited(status_id=status.id))

    await db.transact(deed)
    await who.server.settle()


async def peeked(house: House, who: Distant, post: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody there gets who asks for a post of ours, signed by them."""
    return dict(await who.tell("peek", uri=post["uri"], spec=house.spec))


async def each(who: Person, status_id: str, *deeds: str) -> None:
    """Do these to the post, one after the other."""
    for deed in deeds:
        assert (await who.post(f"/api/v1/statuses/{status_id}/{deed}")).status == 200


def both(found: list[Any]) -> list[Any]:
    return found if len(found) == 2 else []


async def descendants(who: Person, post: dict[str, Any]) -> list[dict[str, Any]]:
    context = await body(who, f"/api/v1/statuses/{post['id']}/context")
    return list(context["descendants"])


async def counts(who: Person, post: dict[str, Any]) -> tuple[int, int]:
    seen = await body(who, f"/api/v1/statuses/{post['id']}")
    return seen["favourites_count"], seen["reblogs_count"]


async def body(who: Person, path: str) -> dict[str, Any]:
    return dict((await who.get(path)).json)
