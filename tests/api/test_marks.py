"""What people do with a status: favourites, bookmarks, boosts, pins (rows S-15 to S-17, V-07, A-32)."""

from typing import Any

import pytest

from gotosocial.util import flow
from tests.support.instance import Person, Running

STATUSES = "/api/v1/statuses"


async def do(
    person: Person, status_id: str, deed: str, body: Any = None, *, status: int = 200
) -> dict[str, Any]:
    answer = await person.post(f"{STATUSES}/{status_id}/{deed}", body)
    assert answer.status == status, answer.body
    found: dict[str, Any] = answer.json
    return found


async def ids(person: Person, path: str, **query: Any) -> list[str]:
    return [one["id"] for one in (await person.get(path, **query)).json]


@pytest.mark.parametrize(
    ("deed", "flag", "path", "count"),
    [("favourite", "favourited", "favourites", 1), ("bookmark", "bookmarked", "bookmarks", 0)],
)
async def test_a_mark_is_set_once_listed_and_taken_back(
    server: Running, deed: str, flag: str, path: str, count: int
) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    first, second = (
        await alice.publish("1", visibility="public"),
        await alice.publish("2", visibility="public"),
    )
    for status_id in (second["id"], first["id"], second["id"]):
        shown = await do(bob, status_id, deed)
        assert (shown["id"], shown[flag], shown["favourites_count"]) == (status_id, True, count)
    assert (await alice.get(f"{STATUSES}/{first['id']}")).json[flag] is False
    assert await ids(bob, f"/api/v1/{path}") == [first["id"], second["id"]]
    assert await ids(alice, f"/api/v1/{path}") == []
    for _ in range(2):
        undone = await do(bob, first["id"], f"un{deed}")
        assert (undone[flag], undone["favourites_count"]) == (False, 0)
    assert await ids(bob, f"/api/v1/{path}") == [second["id"]]


async def test_a_deed_on_a_boost_acts_on_the_original(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("hello", visibility="public")
    boost = await do(bob, made["id"], "reblog")
    assert (boost["reblog"]["id"], boost["reblogged"], boost["content"]) == (made["id"], True, "")
    assert boost["account"]["id"] == bob.id
    for deed in ("favourite", "bookmark"):
        assert (await do(bob, boost["id"], deed))["id"] == made["id"]
    shown = (await bob.get(f"{STATUSES}/{boost['id']}")).json
    assert (shown["favourited"], shown["bookmarked"], shown["reblog"]["favourited"]) == (True, True, True)
    again = await do(alice, boost["id"], "reblog")
    assert (again["reblog"]["id"], again["reblog"]["reblogs_count"]) == (made["id"], 2)


async def test_a_repeated_boost_is_the_same_boost(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("hello", visibility="public")
    first = await do(bob, made["id"], "reblog")
    assert (await do(bob, made["id"], "reblog"))["id"] == first["id"]
    assert (await do(bob, first["id"], "reblog"))["id"] == first["id"]
    for is_by_boost in (True, False):
        boost = await do(bob, made["id"], "reblog")
        undone = await do(bob, boost["id"] if is_by_boost else made["id"], "unreblog")
        assert (undone["id"], undone["reblogged"], undone["reblogs_count"]) == (made["id"], False, 0)
        assert (await bob.get(f"{STATUSES}/{boost['id']}")).status == 404
    assert (await do(bob, made["id"], "unreblog"))["id"] == made["id"]


@pytest.mark.parametrize(
    ("visibility", "by_author", "by_follower"),
    [
        ("public", 200, 200),
        ("unlisted", 200, 200),
        ("private", 200, 403),
        ("mutuals_only", 200, 403),
        ("direct", 403, 403),
    ],
)
async def test_who_may_boost_what(server: Running, visibility: str, by_author: int, by_follower: int) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    for one, other in ((alice, bob), (bob, alice)):
        assert (await one.post(f"/api/v1/accounts/{other.id}/follow")).status == 200
    made = await alice.publish("hello @bob", visibility=visibility)
    boost = await do(alice, made["id"], "reblog", status=by_author)
    await do(bob, made["id"], "reblog", status=by_follower)
    if by_author == 200:
        assert boost["visibility"] == visibility
    counted = (await alice.get(f"{STATUSES}/{made['id']}")).json["reblogs_count"]
    assert counted == [by_author, by_follower].count(200)


async def test_a_self_boost_of_a_private_post_is_for_its_audience(server: Running) -> None:
    alice, bob, eve = [await server.person(name) for name in ("alice", "bob", "eve")]
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).status == 200
    made = await alice.publish("hello", visibility="private")
    boost = await do(alice, made["id"], "reblog", {"visibility": "public"})
    assert boost["visibility"] == "private"
    assert (await bob.get(f"{STATUSES}/{boost['id']}")).status == 200
    assert (await eve.get(f"{STATUSES}/{boost['id']}")).status == 404


async def test_a_boost_can_be_narrower_than_the_post(server: Running) -> None:
    alice, bob, carol, eve = [await server.person(name) for name in ("alice", "bob", "carol", "eve")]
    assert (await carol.post(f"/api/v1/accounts/{bob.id}/follow")).status == 200
    made = await alice.publish("hello", visibility="public")
    boost = await do(bob, made["id"], "reblog", {"visibility": "private"})
    assert boost["visibility"] == "private"
    for person, wanted in ((carol, 200), (eve, 404)):
        assert (await person.get(f"{STATUSES}/{boost['id']}")).status == wanted
    reblogged_by = f"{STATUSES}/{made['id']}/reblogged_by"
    assert (await ids(carol, reblogged_by), await ids(eve, reblogged_by)) == ([bob.id], [])
    await do(eve, made["id"], "reblog", {"visibility": "direct"}, status=422)
    await do(eve, made["id"], "reblog", {"visibility": "friends"}, status=400)


async def test_who_marked_a_status_is_listed_without_those_behind_a_block(server: Running) -> None:
    alice, bob, eve = [await server.person(name) for name in ("alice", "bob", "eve")]
    made = await alice.publish("hello", visibility="public")
    for person in (bob, eve):
        await do(person, made["id"], "favourite")
        await do(person, made["id"], "reblog")
    paths = [f"{STATUSES}/{made['id']}/{rest}" for rest in ("favourited_by", "reblogged_by")]
    for path in paths:
        assert await ids(alice, path) == [eve.id, bob.id]
    assert (await bob.post(f"/api/v1/accounts/{eve.id}/block")).status == 200
    for path in paths:
        assert (await ids(bob, path), await ids(eve, path), await ids(alice, path)) == (
            [bob.id], [eve.id], [eve.id, bob.id],
        )  # fmt: skip


async def test_the_author_is_notified_once_of_what_stands(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("hello", visibility="public")
    for deed in ("favourite", "unfavourite", "favourite", "reblog", "unreblog", "reblog", "bookmark"):
        await do(bob, made["id"], deed)
        await do(alice, made["id"], deed)
    notices = (await alice.get("/api/v1/notifications")).json
    assert sorted(one["type"] for one in notices) == ["favourite", "reblog"]
    await do(bob, made["id"], "unfavourite")
    await do(bob, made["id"], "unreblog")
    assert (await alice.get("/api/v1/notifications")).json == []


async def test_ten_posts_can_be_pinned_the_last_pinned_first(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = [await alice.publish(str(one), visibility="public") for one in range(11)]
    for one in made[:10]:
        assert (await do(alice, one["id"], "pin"))["pinned"] is True
    assert "at most 10" in (await do(alice, made[10]["id"], "pin", status=422))["error"]
    pinned = await ids(bob, f"/api/v1/accounts/{alice.id}/statuses", pinned=True)
    assert pinned == [one["id"] for one in reversed(made[:10])]
    assert (await bob.get(f"{STATUSES}/{made[0]['id']}")).json["pinned"] is False
    assert (await do(alice, made[0]["id"], "unpin"))["pinned"] is False
    assert (await do(alice, made[0]["id"], "unpin"))["pinned"] is False
    assert (await do(alice, made[10]["id"], "pin"))["pinned"] is True


async def test_ten_are_the_most_also_when_all_are_pinned_at_once(server: Running) -> None:
    alice = await server.person("alice")
    made = [await alice.publish(str(one), visibility="public") for one in range(16)]
    answers = await flow.gather(*(alice.post(f"{STATUSES}/{one['id']}/pin") for one in made))
    assert sorted(answer.status for answer in answers) == [200] * 10 + [422] * 6


async def test_what_cannot_be_pinned_is_422(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("hello", visibility="public")
    direct = await alice.publish("psst", visibility="direct")
    boost = await do(alice, made["id"], "reblog")
    await do(bob, made["id"], "pin", status=422)
    for one in (direct, boost):
        await do(alice, one["id"], "pin", status=422)
    await do(alice, made["id"], "pin")
    await do(alice, made["id"], "pin", status=422)
    for visibility in ("unlisted", "private", "mutuals_only"):
        narrow = await alice.publish("hello", visibility=visibility)
        assert (await do(alice, narrow["id"], "pin"))["pinned"] is True
    assert len(await ids(bob, f"/api/v1/accounts/{alice.id}/statuses", pinned=True)) == 2
