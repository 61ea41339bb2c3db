"""What stands in the timelines (rows T-01 to T-06, T-08, T-13, T-14, T-17, A-31), from the first post on."""

from typing import Any

import pytest

from tests.support.builders import a_status, an_account
from tests.support.instance import Person, Running
from tests.support.keep import keep

HOME, PUBLIC = "/api/v1/timelines/home", "/api/v1/timelines/public"


async def people(server: Running, *names: str) -> list[Person]:
    return [await server.person(name) for name in names]


async def follow(person: Person, *others: Person, **switches: Any) -> None:
    for other in others:
        answer = await person.post(f"/api/v1/accounts/{other.id}/follow", switches)
        assert answer.status == 200, answer.body
    await person.server.settle()


async def say(person: Person, text: str = "words", *, to: str = "", **more: Any) -> str:
    values = {"visibility": "public", **more} | ({"in_reply_to_id": to} if to else {})
    published = await person.publish(text, **values)
    return str(published["id"])


async def boost(person: Person, status_id: str) -> str:
    answer = await person.post(f"/api/v1/statuses/{status_id}/reblog")
    assert answer.status == 200, answer.body
    await person.server.settle()
    return str(answer.json["id"])


async def ids(person: Person, path: str, **query: Any) -> list[str]:
    answer = await person.get(path, **query)
    assert answer.status == 200, answer.body
    return [one["id"] for one in answer.json]


async def test_home_holds_own_posts_and_those_of_followed_people_newest_first(server: Running) -> None:
    me, alice, eve = await people(server, "me", "alice", "eve")
    await follow(me, alice)
    mine = await say(me, visibility="private")
    hers = await say(alice, visibility="private")
    await say(eve, "hello @me")
    boosted = await boost(alice, await say(eve))
    direct = await say(alice, "@me psst", visibility="direct")
    await say(alice, "@eve psst", visibility="direct")
    mutual = await say(alice, visibility="mutuals_only")
    assert await ids(me, HOME) == [direct, boosted, hers, mine]
    assert (await ids(alice, HOME))[0] == mutual
    await follow(alice, me)
    again = await say(alice, visibility="mutuals_only")
    assert (await ids(me, HOME))[0] == again
    assert await ids(me, HOME, local=True) == await ids(me, HOME)


async def test_a_thread_for_mutuals_reaches_them_as_a_whole(server: Running) -> None:
    me, alice, bob = await people(server, "me", "alice", "bob")
    await follow(me, alice)
    await follow(alice, me)
    await follow(bob, alice)
    first = await say(alice, visibility="mutuals_only")
    second = await say(alice, to=first, visibility="mutuals_only")
    assert await ids(me, HOME) == [second, first]
    assert await ids(bob, HOME) == []


async def test_replies_come_home_where_the_thread_concerns_its_reader(server: Running) -> None:
    me, alice, bob, eve = await people(server, "me", "alice", "bob", "eve")
    await follow(me, alice, bob)
    by_eve, by_bob, mine, by_alice = [await say(one) for one in (eve, bob, me, alice)]
    await say(alice, to=by_eve)
    await say(alice, "@eve", to=by_eve)
    to_bob = await say(alice, "@bob", to=by_bob)
    to_me = await say(alice, to=mine)
    own_thread = await say(alice, to=by_alice)
    naming_me = await say(alice, "@eve @me", to=by_eve)
    below = await say(eve, to=mine)
    deeper = await say(alice, to=below)
    assert await ids(me, HOME) == [deeper, naming_me, own_thread, to_me, to_bob, by_alice, mine, by_bob]


async def test_a_follow_brings_posts_and_an_unfollow_takes_them(server: Running) -> None:
    me, alice, eve = await people(server, "me", "alice", "eve")
    plain = await say(alice)
    private = await say(alice, visibility="private")
    thread = await say(alice, to=plain)
    below_eve = await say(alice, to=await say(eve))
    await say(alice, to=below_eve)
    await say(alice, "@eve", visibility="direct")
    repeat, fresh = await boost(alice, plain), await boost(alice, await say(eve))
    assert await ids(me, HOME) == []
    await follow(me, alice)
    assert await ids(me, HOME) == [fresh, thread, private, plain]
    assert repeat not in await ids(alice, HOME)
    assert (await me.post(f"/api/v1/accounts/{alice.id}/unfollow")).status == 200
    assert await ids(me, HOME) == []


async def test_boosts_are_shown_where_the_follow_says_so(server: Running) -> None:
    me, alice, eve = await people(server, "me", "alice", "eve")
    await follow(me, alice, reblogs=False)
    before = await boost(alice, await say(eve))
    own = await say(alice)
    assert await ids(me, HOME) == [own]
    await follow(me, alice, reblogs=True)
    after = await boost(alice, await say(eve))
    assert await ids(me, HOME) == [after, own]
    await follow(me, alice, reblogs=False)
    assert await ids(me, HOME) == [own]
    assert before not in await ids(me, HOME)


async def test_a_post_that_is_shown_already_does_not_come_again_as_a_boost(server: Running) -> None:
    me, alice, bob, eve = await people(server, "me", "alice", "bob", "eve")
    await follow(me, alice, bob)
    hers, strangers = await say(alice), await say(eve)
    await boost(bob, hers)
    first = await boost(alice, strangers)
    await boost(bob, strangers)
    await boost(me, strangers)
    assert await ids(me, HOME) == [first, hers]
    assert len(await ids(bob, f"/api/v1/accounts/{bob.id}/statuses")) == 2


async def test_a_boost_takes_the_place_of_the_one_that_it_repeated(server: Running) -> None:
    me, alice, bob, carol, eve = await people(server, "me", "alice", "bob", "carol", "eve")
    await follow(me, alice, bob, carol)
    status = await say(eve)
    first, second, third = [await boost(one, status) for one in (alice, bob, carol)]
    assert await ids(me, HOME) == [first]
    assert (await alice.post(f"/api/v1/statuses/{status}/unreblog")).status == 200
    assert await ids(me, HOME) == [second]
    assert (await me.post(f"/api/v1/accounts/{bob.id}/unfollow")).status == 200
    assert await ids(me, HOME) == [third]


@pytest.mark.parametrize("how", ["mute", "no boosts"])
async def test_what_is_not_shown_makes_no_boost_a_repetition(server: Running, how: str) -> None:
    me, alice, bob, eve = await people(server, "me", "alice", "bob", "eve")
    await follow(me, alice, bob)
    status = await say(eve)
    first = await boost(alice, status)
    if how == "mute":
        assert (await me.post(f"/api/v1/accounts/{alice.id}/mute")).status == 200
    else:
        await follow(me, alice, reblogs=False)
    assert first not in await ids(me, HOME)
    second = await boost(bob, status)
    assert await ids(me, HOME) == [second]


async def test_what_is_not_shown_hides_no_boost_that_a_follow_brings(server: Running) -> None:
    me, alice, bob, eve = await people(server, "me", "alice", "bob", "eve")
    await follow(me, alice)
    status = await say(eve)
    await boost(alice, status)
    brought = await boost(bob, status)
    assert (await me.post(f"/api/v1/accounts/{alice.id}/mute")).status == 200
    await follow(me, bob)
    assert await ids(me, HOME) == [brought]


async def test_after_forty_newer_posts_a_boost_is_news_again(server: Running) -> None:
    me, alice, bob = await people(server, "me", "alice", "bob")
    await follow(me, alice, bob)
    old = await say(alice)
    for _ in range(39):
        assert (await bob.post("/api/v1/statuses", {"status": "x", "visibility": "public"})).status == 200
    await server.settle()
    repeat = await boost(bob, old)
    assert (await bob.post(f"/api/v1/statuses/{old}/unreblog")).status == 200
    await say(bob)
    fresh = await boost(bob, old)
    home = await ids(me, HOME, limit=3)
    assert home[0] == fresh
    assert repeat not in home


async def test_mutes_and_blocks_are_asked_again_when_home_is_read(server: Running) -> None:
    me, alice, bob, eve = await people(server, "me", "alice", "bob", "eve")
    await follow(me, alice, bob)
    await say(alice)
    naming = await say(bob, "@eve")
    boosted = await boost(bob, await say(eve))
    plain = await say(bob)
    assert len(await ids(me, HOME)) == 4
    assert (await me.post(f"/api/v1/accounts/{alice.id}/mute")).status == 200
    assert await ids(me, HOME) == [plain, boosted, naming]
    assert (await me.post(f"/api/v1/accounts/{eve.id}/block")).status == 200
    assert await ids(me, HOME) == [plain]
    assert (await me.post(f"/api/v1/accounts/{eve.id}/unblock")).status == 200
    assert (await me.post(f"/api/v1/accounts/{alice.id}/unmute")).status == 200
    assert len(await ids(me, HOME)) == 4


async def test_the_public_timeline_holds_posts_and_threads_of_one_author(server: Running) -> None:
    alice, bob = await people(server, "alice", "bob")
    root = await say(alice)
    thread = await say(alice, to=root)
    third = await say(alice, "@bob", to=thread)
    answer = await say(bob, to=third)
    await say(alice, to=answer)
    await say(bob, to=answer)
    await boost(bob, root)
    for visibility in ("unlisted", "private", "mutuals_only", "direct"):
        await say(alice, visibility=visibility)
    for query in ({}, {"local": True}):
        for person in (alice, bob):
            assert await ids(person, PUBLIC, **query) == [third, thread, root]
    assert (await server.ask("GET", PUBLIC)).status == 401
    assert (await alice.get(PUBLIC, only_media=True)).status == 422
    assert (await alice.get(HOME, remote=True)).status == 422
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/mute")).status == 200
    assert await ids(bob, PUBLIC) == []


async def test_the_public_timeline_is_of_this_server_of_the_others_or_of_both(server: Running) -> None:
    alice, far = await server.person("alice"), an_account("eve", "far.example")
    theirs = a_status(by=far)
    await keep(server.instance.cellar.db, far, theirs)
    ours = await say(alice)
    # The words of Fedilab: its public tab asks for the others alone.
    assert await ids(alice, f"{PUBLIC}?local=false&remote=true&only_media=false&limit=40") == [theirs.id]
    assert await ids(alice, f"{PUBLIC}?local=true&remote=false&only_media=false&limit=40") == [ours]
    for query in ("", "?local=false&remote=false", "?local=1&remote=1"):
        assert await ids(alice, PUBLIC + query) == [ours, theirs.id], query
    page = await alice.get(PUBLIC, remote=True, limit=1)
    assert "remote=true" in page.headers["link"]


async def test_the_timeline_of_a_tag_holds_public_posts_and_replies(server: Running) -> None:
    alice, bob = await people(server, "alice", "bob")
    root = await say(alice, "#Grüße")
    reply = await say(bob, "@alice #GRÜSSE #grüße", to=root)
    for visibility in ("unlisted", "private", "direct"):
        await say(alice, "#grüße", visibility=visibility)
    await boost(bob, root)
    path = "/api/v1/timelines/tag/gr%C3%BC%C3%9Fe"
    assert await ids(bob, path) == [reply, root]
    assert await ids(bob, "/api/v1/timelines/tag/Gr%C3%BC%C3%9Fe") == [reply, root]
    assert await ids(bob, "/api/v1/timelines/tag/unheard") == []
    assert (await bob.get("/api/v1/timelines/tag/a%20b")).status == 400
    assert (await server.ask("GET", path)).status == 401
    for choice in ("any[]", "all[]", "none[]", "local", "remote", "only_media"):
        assert (await bob.get(path, **{choice: "cats"})).status == 422, choice


async def test_a_tag_has_a_name_an_address_and_no_history(server: Running) -> None:
    alice, _ = await people(server, "alice", "bob")
    await say(alice, "#Cats")
    for name in ("cats", "CATS", "unheard"):
        tag = (await alice.get(f"/api/v1/tags/{name}")).json
        assert (tag["name"], tag["following"], tag["history"]) == (name.lower(), False, [])
        assert tag["url"] == f"http://here.example/tags/{name.lower()}"
    assert (await alice.get("/api/v1/tags/1%2B1")).status == 400


async def test_a_profile_is_filtered_as_asked(server: Running) -> None:
    alice, bob = await people(server, "alice", "bob")
    root = await say(alice, "#cats", visibility="unlisted")
    thread = await say(alice, to=root)
    to_bob = await say(alice, "@bob #cats", to=await say(bob))
    boosted = await boost(alice, await say(bob, "#cats"))
    path = f"/api/v1/accounts/{alice.id}/statuses"
    assert await ids(bob, path) == [boosted, to_bob, thread, root]
    assert await ids(bob, path, exclude_replies=True) == [boosted, thread, root]
    assert await ids(bob, path, exclude_reblogs=True) == [to_bob, thread, root]
    assert await ids(bob, path, exclude_replies=True, exclude_reblogs=True) == [thread, root]
    assert await ids(bob, path, only_public=True, exclude_reblogs=True) == [to_bob, thread]
    assert await ids(bob, path, tagged="Cats") == [to_bob, root]
    assert await ids(bob, path, only_media=True) == []


async def test_who_has_moved_reads_empty_timelines(server: Running) -> None:
    me = await server.person("me", moved_to_uri="https://far.example/users/me")
    await say(await server.person("alice"), "#cats")
    for path in (HOME, PUBLIC, "/api/v1/timelines/tag/cats"):
        assert await ids(me, path) == []


async def test_markers_are_kept_with_a_version_for_each_timeline(server: Running) -> None:
    me, other = await people(server, "me", "other")
    first, second = await say(me), await say(me)
    assert (await me.get("/api/v1/markers", timeline=["home", "notifications"])).json == {}
    put = (await me.post("/api/v1/markers", {"home": {"last_read_id": first}})).json
    assert (put["home"]["last_read_id"], list(put)) == (first, ["home"])
    version = put["home"]["version"]
    both = {"home": {"last_read_id": second}, "notifications": {"last_read_id": first}}
    assert (await me.post("/api/v1/markers", both)).status == 200
    read = (await me.get("/api/v1/markers", timeline=["home", "notifications"])).json
    assert (read["home"]["last_read_id"], read["home"]["version"]) == (second, version + 1)
    assert list((await me.get("/api/v1/markers", timeline=["notifications"])).json) == ["notifications"]
    assert (await other.get("/api/v1/markers", timeline=["home"])).json == {}


@pytest.mark.parametrize(
    "body", [{}, {"home": {"last_read_id": "not an id"}}, {"home": "x"}, {"public": {}}], ids=str
)
async def test_a_wrong_marker_is_400(server: Running, body: Any) -> None:
    me = await server.person("me")
    assert (await me.post("/api/v1/markers", body)).status == 400
    assert (await me.get("/api/v1/markers", timeline=["public"])).status == 400
    assert (await me.get("/api/v1/markers", timeline=["home"])).json == {}
