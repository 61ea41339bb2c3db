"""The live stream over real WebSockets (rows W-01, W-02, W-04 to W-07, K4-40)."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.crypto.tokens import digest
from gotosocial.streaming import hub
from tests.support.instance import Person, Running, a_config, started
from tests.support.live import Live, knock, listen, listen_as


async def deed(person: Person, path: str, **body: Any) -> Any:
    answer = await person.post(f"/api/v1/{path}", body)
    assert answer.status == 200, answer.body
    return answer.json


async def post(person: Person, text: str, **more: Any) -> dict[str, Any]:
    """Publish without waiting for what follows: it must come by itself."""
    made: dict[str, Any] = await deed(person, "statuses", status=text, **{"visibility": "public", **more})
    return made


async def next_update(live: Live) -> Any:
    """Return the status of the next event, which must be an update."""
    event = await live.next()
    assert (event.name, event.streams) == ("update", ["user"]), event
    return event.thing


async def test_posts_come_to_followers_and_to_their_author(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await deed(bob, f"accounts/{alice.id}/follow")
    async with (
        await listen_as(alice) as at_alice,
        await listen_as(bob) as at_bob,
        await listen_as(carol) as at_carol,
    ):
        status = await post(alice, "hello")
        assert (await next_update(at_alice))["id"] == status["id"]
        assert (await next_update(at_bob))["id"] == status["id"]
        own = await post(carol, "mine")
        assert (await next_update(at_carol))["id"] == own["id"]


@pytest.mark.parametrize("way", ["query", "header", "protocol"])
async def test_the_token_may_come_three_ways(server: Running, way: str) -> None:
    alice = await server.person("alice")
    sent = {
        "query": {"token": alice.token},
        "header": {"Authorization": f"Bearer {alice.token}"},
        "protocol": {"Sec_WebSocket_Protocol": alice.token},
    }[way]
    async with await listen(server, **sent) as live:
        assert live.protocol == (alice.token if way == "protocol" else "")
        status = await post(alice, "hello")
        assert (await next_update(live))["id"] == status["id"]


async def test_a_bad_knock_is_answered_with_what_is_wrong(server: Running) -> None:
    alice = await server.person("alice")
    poster = await server.person("poster", scopes=frozenset({"write"}))
    narrow = await server.person("narrow", scopes=frozenset({"read:statuses"}))
    moved = await server.person("moved", moved_to_uri="https://there.example/users/moved")
    for token, query, status in (
        ("", "stream=user", 401),
        ("nonsense", "stream=user", 401),
        (poster.token, "stream=user", 403),
        (narrow.token, "stream=user", 403),
        (moved.token, "stream=user", 403),
        (alice.token, "stream=everything", 400),
    ):
        live, got = await knock(server, token=token, query=query)
        assert (live, got) == (None, status), (query, got)
    plain = await alice.get("/api/v1/streaming", stream="user")
    assert plain.status == 400
    assert "WebSocket" in plain.json["error"]


async def test_notifications_come_with_what_they_are_about(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    async with await listen_as(alice) as live:
        await deed(bob, f"accounts/{alice.id}/follow")
        came = await live.next()
        assert (came.name, came.thing["type"]) == ("notification", "follow")
        assert came.thing["account"]["id"] == bob.id
        status = await post(bob, "@alice hello", visibility="direct")
        came = await live.next()
        assert (came.thing["type"], came.thing["status"]["id"]) == ("mention", status["id"])


async def test_a_deletion_is_told_with_the_bare_id(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await deed(bob, f"accounts/{alice.id}/follow")
    status = await alice.publish("hello", visibility="public")
    async with await listen_as(bob) as live:
        await alice.ask("DELETE", f"/api/v1/statuses/{status['id']}")
        came = await live.next()
        assert (came.name, came.payload, came.streams) == ("delete", status["id"], ["user"])


async def test_the_end_of_what_was_never_theirs_is_not_told_to_strangers(server: Running) -> None:
    """Its id says that there was a post, and when."""
    alice, bob, carol, mallory = [await server.person(one) for one in ("alice", "bob", "carol", "mallory")]
    await deed(bob, f"accounts/{alice.id}/follow")
    secrets = [
        await alice.publish("for followers", visibility="private"),
        await alice.publish("@carol for one", visibility="direct"),
    ]
    secrets.append(await deed(alice, f"statuses/{secrets[0]['id']}/reblog"))
    await server.settle()
    last = await alice.publish("for all", visibility="public")
    async with (
        await listen_as(bob) as follower,
        await listen_as(carol) as named,
        await listen_as(alice) as author,
        await listen_as(mallory) as stranger,
    ):
        for gone in (secrets[1], secrets[0], last):
            await alice.ask("DELETE", f"/api/v1/statuses/{gone['id']}")
        heard = {one: [await told(live)] for one, live in (("mallory", stranger), ("carol", named))}
        heard["carol"].append(await told(named))
        heard["bob"] = [await told(follower) for _ in range(2)]
        heard["alice"] = [await told(author) for _ in range(4)]
    private, direct, boost = (one["id"] for one in secrets)
    assert heard["mallory"] == [last["id"]]
    assert heard["carol"] == [direct, last["id"]]
    assert heard["bob"] == [private, last["id"]], "the boost was a repetition, and hidden"
    assert sorted(heard["alice"]) == sorted([direct, private, boost, last["id"]])


async def told(live: Live) -> str:
    """Return what the next event says is gone."""
    event = await live.next()
    assert event.name == "delete", event
    return event.payload


async def test_streams_are_subscribed_and_left_on_one_socket(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    async with await listen_as(alice, query="") as live, await listen_as(alice) as witness:
        first = await post(alice, "nobody listens yet")
        assert (await next_update(witness))["id"] == first["id"]
        live.say(type="subscribe", stream="user")
        await live.heard()
        second = await post(alice, "now")
        assert (await next_update(live))["id"] == second["id"]
        live.say(type="unsubscribe", stream="user")
        live.say(type="subscribe", stream="user:notification")
        await live.heard()
        await alice.publish("not for this socket")
        await deed(bob, f"accounts/{alice.id}/follow")
        came = await live.next()
        assert (came.streams, came.thing["type"]) == (["user:notification"], "follow")


async def test_wishes_that_make_no_sense_are_ignored(server: Running) -> None:
    alice = await server.person("alice")
    async with await listen_as(alice) as live:
        for text in (
            "", "?", "[]", "null", "{}", '{"type":"subscribe"}', '{"type":"subscribe","stream":["user"]}',
            '{"type":"subscribe","stream":{"a":1}}', '{"type":"subscribe","stream":"everything"}',
            '{"type":"explode","stream":"user"}', '{"type":["unsubscribe"],"stream":"user"}', "[" * 5000,
        ):  # fmt: skip
            live.say_text(text)
        live.say(type="subscribe", stream="public:local")
        live.say(type="subscribe", stream="list", list="1")
        await live.heard()
        status = await post(alice, "still here")
        assert (await next_update(live))["id"] == status["id"]


async def test_nobody_hears_what_they_may_not_see(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await deed(bob, f"accounts/{alice.id}/follow")
    async with await listen_as(bob) as at_bob, await listen_as(carol) as at_carol:
        await alice.publish("for nobody", visibility="direct")
        await alice.publish("for those who follow each other", visibility="mutuals_only")
        private = await alice.publish("for followers", visibility="private")
        last = await post(alice, "@carol for all")
        assert (await next_update(at_bob))["id"] == private["id"]
        assert (await next_update(at_bob))["id"] == last["id"]
        came = await at_carol.next()
        assert (came.name, came.thing["status"]["id"]) == ("notification", last["id"])


async def test_what_home_hides_is_not_streamed(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    for other in (bob, carol):
        await deed(alice, f"accounts/{other.id}/follow")
    original = await carol.publish("worth a boost", visibility="public")
    await deed(alice, f"accounts/{bob.id}/mute")
    async with await listen_as(alice) as live:
        await bob.publish("muted")
        await bob.publish("@alice muted too")
        await carol.publish("@bob speaks to the muted one")
        await deed(carol, f"statuses/{original['id']}/reblog")
        await server.settle()
        seen = await post(carol, "seen")
        assert (await next_update(live))["id"] == seen["id"]


async def test_a_block_ends_what_is_streamed(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await deed(alice, f"accounts/{bob.id}/follow")
    async with await listen_as(alice) as live:
        status = await bob.publish("hello", visibility="public")
        assert (await next_update(live))["id"] == status["id"]
        await deed(alice, f"accounts/{bob.id}/block")
        await bob.publish("after the block")
        own = await post(alice, "mine")
        assert (await next_update(live))["id"] == own["id"]


async def test_the_socket_closes_when_its_token_is_revoked(server: Running) -> None:
    alice = await server.person("alice")
    async with await listen_as(alice) as live:
        await server.instance.cellar.db.access_tokens.delete(digest(alice.token))
        assert await live.closed() == 1008
    assert (await knock(server, token=alice.token, query="stream=user"))[1] == 401


async def test_the_oldest_of_too_many_streams_of_an_account_makes_way(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs a connection that nobody else can have, and each event is looked up for each of them."""
    monkeypatch.setattr(hub, "MOST_OF_ACCOUNT", 2)
    alice, bob = await server.person("alice"), await server.person("bob")
    async with (
        await listen_as(bob) as other,
        await listen_as(alice) as first,
        await listen_as(alice) as second,
    ):
        await first.heard()
        await second.heard()
        async with await listen_as(alice) as third:
            assert await first.closed() == 1013
            status = await post(alice, "@bob hello")
            for live in (second, third):
                assert (await next_update(live))["id"] == status["id"]
            assert (await other.next()).name == "notification"


async def test_a_token_that_was_revoked_during_the_handshake_opens_nothing(server: Running) -> None:
    """The revocation is heard before the socket listens, so only the row can tell."""
    alice, bob = await server.person("alice"), await server.person("bob")
    await alice.get("/api/v1/accounts/verify_credentials")
    await server.settle()
    await alice.get("/api/v1/accounts/verify_credentials")
    db = server.instance.cellar.db
    await db.querier.run("DELETE FROM access_tokens WHERE digest = :digest", digest=digest(alice.token))
    live, status = await knock(server, token=alice.token, query="stream=user")
    assert (live is not None, status) == (True, 101)
    assert live is not None
    assert await live.closed() == 1008
    async with await listen_as(bob) as at_bob:
        seen = await post(bob, "still here")
        assert (await next_update(at_bob))["id"] == seen["id"]


async def test_the_socket_closes_when_the_person_is_disabled(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    async with await listen_as(alice) as at_alice, await listen_as(bob) as at_bob:
        db = server.instance.cellar.db
        await db.users.update(attrs.evolve(await db.users.get(alice.user.id), is_disabled=True))
        assert await at_alice.closed() == 1008
        status = await post(bob, "still here")
        assert (await next_update(at_bob))["id"] == status["id"]


async def test_a_suspension_ends_open_streams_and_tokens_at_once(server: Running) -> None:
    alice = await server.person("alice")
    async with await listen_as(alice) as live:
        assert (await alice.get("/api/v1/accounts/verify_credentials")).status == 200
        gone = attrs.evolve(alice.account, suspended_at=server.instance.base.clock.now())
        await server.instance.cellar.db.accounts.update(gone)
        assert await live.closed() == 1008
        assert (await alice.get("/api/v1/accounts/verify_credentials")).status == 403


async def test_sockets_hear_that_the_server_stops(server: Running) -> None:
    alice = await server.person("alice")
    async with await listen_as(alice) as live:
        await server.instance.stop()
        assert await live.closed() == 1001


async def test_two_processes_are_one_server(tmp_path: Path) -> None:
    config = await a_config("postgres", tmp_path)
    async with started(config) as here, started(config) as there:
        alice, bob = await here.person("alice"), await here.person("bob")
        async with await listen_as(there.here(bob)) as live:
            await deed(bob, f"accounts/{alice.id}/follow")
            status = await post(alice, "hello")
            assert (await next_update(live))["id"] == status["id"]
            await deed(bob, f"accounts/{alice.id}/mute")
            await alice.publish("muted", visibility="public")
            await deed(bob, f"accounts/{alice.id}/unmute")
            status = await post(alice, "@bob heard")
            came = [await live.next(), await live.next()]
            assert {one.name for one in came} == {"update", "notification"}
            assert all(status["id"] in one.payload for one in came)
            await there.here(alice).ask("DELETE", f"/api/v1/statuses/{status['id']}")
            assert (await live.next()).payload == status["id"]
            await here.instance.cellar.db.access_tokens.delete(digest(bob.token))
            assert await live.closed() == 1008
