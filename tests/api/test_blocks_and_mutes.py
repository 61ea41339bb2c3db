"""Blocks part two accounts, mutes silence one for another (rows M-01 to M-06)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import attrs
import pytest
import pytest_twisted

from gotosocial.util import flow
from gotosocial.util.clock import SystemClock
from tests.support.builders import a_mute
from tests.support.instance import Person, Running
from tests.support.keep import keep


@attrs.frozen
class Three:
    """Alice, whom Bob and Carol follow, and who follows both."""

    server: Running
    alice: Person
    bob: Person
    carol: Person


@pytest_twisted.async_yield_fixture
async def three(server: Running) -> AsyncIterator[Three]:
    people = [await server.person(name) for name in ("alice", "bob", "carol")]
    alice, bob, carol = people
    for one, other in ((bob, alice), (carol, alice), (alice, bob), (alice, carol)):
        assert (await one.post(f"/api/v1/accounts/{other.id}/follow")).status == 200
    await server.settle()
    yield Three(server, alice, bob, carol)


async def ids(person: Person, path: str, **query: Any) -> list[str]:
    answer = await person.get(path, **query)
    assert answer.status == 200, answer.body
    return [one["id"] for one in answer.json]


async def deed(person: Person, verb: str, target: Person, **more: Any) -> dict[str, Any]:
    answer = await person.post(f"/api/v1/accounts/{target.id}/{verb}", more)
    assert answer.status == 200, answer.body
    relationship: dict[str, Any] = answer.json
    return relationship


async def notified(person: Person) -> list[tuple[str, str]]:
    found = (await person.get("/api/v1/notifications")).json
    return [(one["type"], one["account"]["username"]) for one in found]


async def test_a_block_ends_everything_between_the_two(three: Three) -> None:
    alice, bob = three.alice, three.bob
    by_alice, by_bob = await alice.publish("from alice"), await bob.publish("from bob")
    made = await deed(alice, "block", bob)
    assert (made["blocking"], made["following"], made["followed_by"]) == (True, False, False)
    (seen,) = (await bob.get("/api/v1/accounts/relationships", id=alice.id)).json
    assert (seen["blocked_by"], seen["blocking"], seen["following"]) == (True, False, False)
    own = (await alice.get("/api/v1/accounts/verify_credentials")).json
    assert (own["followers_count"], own["following_count"]) == (1, 1)
    assert by_bob["id"] not in await ids(alice, "/api/v1/timelines/home")
    assert await ids(bob, "/api/v1/timelines/home") == [by_bob["id"]]
    assert by_alice["id"] in await ids(three.carol, "/api/v1/timelines/home")


async def test_the_blocked_one_finds_nothing_and_can_do_nothing(three: Three) -> None:
    alice, bob = three.alice, three.bob
    status = await alice.publish("hello", visibility="public")
    await deed(alice, "block", bob)
    for path in (
        f"/api/v1/accounts/{alice.id}",
        f"/api/v1/accounts/{alice.id}/statuses",
        f"/api/v1/accounts/{alice.id}/statuses?pinned=true",
        f"/api/v1/accounts/{alice.id}/followers",
        f"/api/v1/accounts/{alice.id}/following",
        "/api/v1/accounts/lookup?acct=alice",
        f"/api/v1/statuses/{status['id']}",
        f"/api/v1/statuses/{status['id']}/context",
        f"/api/v1/statuses/{status['id']}/favourited_by",
    ):
        assert (await bob.get(path)).status == 404, path
    for path in (
        f"/api/v1/accounts/{alice.id}/follow",
        f"/api/v1/accounts/{alice.id}/note",
        f"/api/v1/accounts/{alice.id}/mute",
        f"/api/v1/statuses/{status['id']}/favourite",
        f"/api/v1/statuses/{status['id']}/reblog",
        f"/api/v1/statuses/{status['id']}/bookmark",
    ):
        assert (await bob.post(path)).status == 404, path
    reply = {"status": "@alice hey", "in_reply_to_id": status["id"]}
    assert (await bob.post("/api/v1/statuses", reply)).status == 404
    for path in ("/api/v1/accounts/search?q=alice", f"/api/v1/accounts?id[]={alice.id}"):
        assert await ids(bob, path) == [], path
    assert await ids(bob, f"/api/v1/statuses?id[]={status['id']}") == []
    for query in ("alice", "@alice", alice.account.url, status["url"]):
        found = (await bob.get("/api/v2/search", q=query)).json
        assert (found["accounts"], found["statuses"]) == ([], []), query
    assert await ids(bob, "/api/v1/timelines/public", local=True) == []
    assert alice.id not in await ids(bob, f"/api/v1/accounts/{three.carol.id}/followers")


async def test_the_blocker_finds_the_profile_only(three: Three) -> None:
    alice, bob = three.alice, three.bob
    status = await bob.publish("hello", visibility="public")
    await deed(alice, "block", bob)
    assert (await alice.get(f"/api/v1/accounts/{bob.id}")).json["id"] == bob.id
    assert (await alice.get("/api/v1/accounts/lookup", acct="bob")).json["id"] == bob.id
    assert await ids(alice, "/api/v1/accounts/search", q="@bob") == [bob.id]
    assert await ids(alice, f"/api/v1/accounts/{bob.id}/statuses") == []
    assert await ids(alice, f"/api/v1/accounts/{bob.id}/followers") == []
    assert (await alice.get(f"/api/v1/statuses/{status['id']}")).status == 404
    assert (await alice.post(f"/api/v1/accounts/{bob.id}/follow")).status == 404
    assert await ids(alice, "/api/v1/timelines/public", local=True) == []


async def test_a_blocked_account_is_not_found_in_what_others_do(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await deed(alice, "unfollow", bob)
    status = await bob.publish("hello", visibility="public")
    boost = (await carol.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    to_bob = await carol.publish("@bob hello", visibility="public")
    await three.server.settle()
    assert boost["id"] in await ids(alice, "/api/v1/timelines/home")
    await deed(alice, "block", bob)
    assert not {boost["id"], to_bob["id"]} & set(await ids(alice, "/api/v1/timelines/home"))
    own = await alice.publish("mine", visibility="public")
    await carol.post(f"/api/v1/statuses/{own['id']}/favourite")
    assert await ids(carol, f"/api/v1/statuses/{own['id']}/favourited_by") == [carol.id]


async def test_notifications_hide_behind_a_block_and_come_back(three: Three) -> None:
    alice, bob = three.alice, three.bob
    await bob.publish("@alice are you there?")
    status = await alice.publish("hello", visibility="public")
    await bob.post(f"/api/v1/statuses/{status['id']}/favourite")
    expected = [("favourite", "bob"), ("mention", "bob"), ("follow", "carol")]
    assert [one for one in await notified(alice) if one != ("follow", "bob")] == expected
    await deed(alice, "block", bob)
    assert await notified(alice) == [("follow", "carol")]
    assert (await alice.get("/api/v1/notifications/unread_count")).json == {"count": 1}
    assert await deed(alice, "unblock", bob) == await relation(alice, bob)
    assert await notified(alice) == expected
    assert await notified(bob) == []
    assert (await relation(alice, bob))["following"] is False


async def relation(person: Person, other: Person) -> dict[str, Any]:
    (found,) = (await person.get("/api/v1/accounts/relationships", id=other.id)).json
    return dict(found)


async def test_a_block_ends_waiting_requests_in_both_directions(server: Running) -> None:
    alice, bob = await server.person("alice", is_locked=True), await server.person("bob", is_locked=True)
    await deed(alice, "follow", bob)
    await deed(bob, "follow", alice)
    await deed(alice, "block", bob)
    assert await ids(alice, "/api/v1/follow_requests") == []
    assert await ids(bob, "/api/v1/follow_requests") == []
    assert await ids(alice, "/api/v1/follow_requests/outgoing") == []
    assert (await alice.post(f"/api/v1/follow_requests/{bob.id}/authorize")).status == 404
    await deed(alice, "unblock", bob)
    assert await notified(alice) == []


async def test_blocks_are_idempotent_mutual_and_listed(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await flow.gather(*(deed(alice, "block", bob) for _ in range(3)))
    await deed(alice, "block", carol)
    await deed(bob, "block", alice)
    first = await alice.get("/api/v1/blocks", limit=1)
    assert [one["id"] for one in first.json] == [carol.id]
    assert 'rel="next"' in first.headers["link"]
    assert await ids(alice, "/api/v1/blocks") == [carol.id, bob.id]
    assert await ids(bob, "/api/v1/blocks") == [alice.id]
    assert (await alice.get(f"/api/v1/accounts/{bob.id}")).status == 404
    assert (await deed(alice, "unblock", bob))["blocked_by"] is True
    assert (await deed(bob, "unblock", alice))["blocked_by"] is False
    assert await ids(alice, "/api/v1/blocks") == [carol.id]
    own = (await alice.get("/api/v1/accounts/verify_credentials")).json
    assert (own["followers_count"], own["following_count"]) == (0, 0)


async def test_nobody_follows_past_a_block_that_comes_at_the_same_time(server: Running) -> None:
    for number in range(6):
        alice, bob = await server.person(f"alice{number}"), await server.person(f"bob{number}")
        follow = f"/api/v1/accounts/{alice.id}/follow"
        answers = await flow.gather(
            bob.post(follow), alice.post(f"/api/v1/accounts/{bob.id}/block"), bob.post(follow)
        )
        assert answers[1].status == 200
        (seen,) = (await alice.get("/api/v1/accounts/relationships", id=bob.id)).json
        assert (seen["blocking"], seen["followed_by"]) == (True, False)
        own = (await alice.get("/api/v1/accounts/verify_credentials")).json
        assert own["followers_count"] == 0


async def test_a_mute_hides_posts_from_timelines_but_not_the_profile(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    by_bob = await bob.publish("hello #cats", visibility="public")
    to_bob = await carol.publish("@bob look", visibility="public")
    made = await deed(alice, "mute", bob)
    assert (made["muting"], made["muting_notifications"], made["following"]) == (True, True, True)
    hidden = {by_bob["id"], to_bob["id"]}
    for path in ("/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/timelines/tag/cats"):
        assert not hidden & set(await ids(alice, path)), path
    assert await ids(alice, f"/api/v1/accounts/{bob.id}/statuses") == [by_bob["id"]]
    assert (await alice.get(f"/api/v1/statuses/{by_bob['id']}")).status == 200
    (seen,) = (await bob.get("/api/v1/accounts/relationships", id=alice.id)).json
    assert (seen["muting"], seen["followed_by"]) == (False, True)
    assert (await deed(alice, "unmute", bob))["muting"] is False
    assert hidden <= set(await ids(alice, "/api/v1/timelines/home"))


async def test_a_mute_hides_what_others_boost_of_the_account(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await deed(alice, "unfollow", bob)
    status = await bob.publish("hello", visibility="public")
    boost = (await carol.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    await three.server.settle()
    await deed(alice, "mute", bob)
    assert await ids(alice, "/api/v1/timelines/home") == []
    await deed(alice, "unmute", bob)
    assert await ids(alice, "/api/v1/timelines/home") == [boost["id"]]


async def test_what_came_while_a_mute_stood_is_there_when_it_ends(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await deed(alice, "mute", bob)
    by_bob = await bob.publish("hello", visibility="public")
    boost = (await carol.post(f"/api/v1/statuses/{by_bob['id']}/reblog")).json
    await three.server.settle()
    assert await ids(alice, "/api/v1/timelines/home") == []
    await deed(alice, "unmute", bob)
    assert await ids(alice, "/api/v1/timelines/home") == [by_bob["id"]]
    await deed(alice, "unfollow", bob)
    assert await ids(alice, "/api/v1/timelines/home") == [boost["id"]]


@pytest.mark.parametrize("hides_notifications", [True, False])
async def test_the_posts_of_a_muted_account_ring_no_bell(three: Three, hides_notifications: bool) -> None:
    alice, bob = three.alice, three.bob
    await deed(alice, "follow", bob, notify=True)
    await alice.post("/api/v1/notifications/clear")
    await deed(alice, "mute", bob, notifications=hides_notifications)
    await bob.publish("hello", visibility="public")
    assert await notified(alice) == []
    await deed(alice, "unmute", bob)
    assert await notified(alice) == []
    await bob.publish("hello again", visibility="public")
    assert await notified(alice) == [("status", "bob")]


async def test_a_mute_and_a_block_can_be_taken_back_whatever_the_other_one_did(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await deed(alice, "mute", bob)
    await deed(alice, "mute", carol)
    await deed(alice, "block", carol)
    await deed(bob, "block", alice)
    db = three.server.instance.cellar.db
    await db.accounts.update(attrs.evolve(carol.account, suspended_at=SystemClock().now()))
    assert await ids(alice, "/api/v1/mutes") == [carol.id, bob.id]
    assert await ids(alice, "/api/v1/blocks") == [carol.id]
    for target in (bob, carol):
        assert (await deed(alice, "unmute", target))["muting"] is False
    assert (await deed(alice, "unblock", carol))["blocking"] is False
    assert await ids(alice, "/api/v1/mutes") == await ids(alice, "/api/v1/blocks") == []
    for target, verb in ((bob, "unmute"), (carol, "unmute"), (carol, "unblock")):
        assert (await alice.post(f"/api/v1/accounts/{target.id}/{verb}")).status == 404


@pytest.mark.parametrize("spares_notifications", [False, True])
async def test_a_mute_hides_notifications_unless_told_otherwise(
    three: Three, spares_notifications: bool
) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await alice.post("/api/v1/notifications/clear")
    more = {"notifications": False} if spares_notifications else {}
    assert (await deed(alice, "mute", bob, **more))["muting_notifications"] is not spares_notifications
    await bob.publish("@alice hello")
    await carol.publish("@alice @bob hello")
    mine = await alice.publish("hello", visibility="public")
    await carol.post(f"/api/v1/statuses/{mine['id']}/favourite")
    shown = [("favourite", "carol"), ("mention", "carol"), ("mention", "bob")]
    assert await notified(alice) == (shown if spares_notifications else shown[:1])
    await deed(alice, "unmute", bob)
    assert await notified(alice) == shown


async def test_muting_again_sets_both_anew(three: Three) -> None:
    alice, bob = three.alice, three.bob
    await deed(alice, "mute", bob, duration=3600)
    (listed,) = (await alice.get("/api/v1/mutes")).json
    assert listed["mute_expires_at"] is not None
    assert (await deed(alice, "mute", bob, notifications=False))["muting_notifications"] is False
    (listed,) = (await alice.get("/api/v1/mutes")).json
    assert (listed["id"], listed["mute_expires_at"]) == (bob.id, None)
    for duration in (-1, "soon", 10**18):
        answer = await alice.post(f"/api/v1/accounts/{bob.id}/mute", {"duration": duration})
        assert answer.status == 400, duration
    await deed(alice, "mute", bob, duration="0")


async def test_a_mute_ends_by_itself(three: Three) -> None:
    alice, bob = three.alice, three.bob
    status = await bob.publish("hello", visibility="public")
    await bob.publish("@alice hello", visibility="direct")
    await deed(alice, "mute", bob, duration=60)
    assert status["id"] not in await ids(alice, "/api/v1/timelines/home")
    over = SystemClock().now() - timedelta(seconds=1)
    await keep(three.server.instance.cellar.db, a_mute(alice.account, bob.account, expires_at=over))
    assert (await relation(alice, bob))["muting"] is False
    assert await ids(alice, "/api/v1/mutes") == []
    assert status["id"] in await ids(alice, "/api/v1/timelines/home")
    assert ("mention", "bob") in await notified(alice)


async def test_mutes_are_paged_and_stand_beside_blocks(three: Three) -> None:
    alice, bob, carol = three.alice, three.bob, three.carol
    await deed(alice, "mute", bob)
    await deed(alice, "mute", carol)
    first = await alice.get("/api/v1/mutes", limit=1)
    assert [one["id"] for one in first.json] == [carol.id]
    assert 'rel="next"' in first.headers["link"]
    assert (await deed(alice, "block", bob))["muting"] is True
    assert (await deed(alice, "unmute", bob))["blocking"] is True
    assert (await deed(alice, "mute", bob))["blocking"] is True
    assert await ids(alice, "/api/v1/mutes") == [bob.id, carol.id]
