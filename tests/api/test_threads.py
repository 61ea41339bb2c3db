"""The thread around a status, and muting it (rows S-20, S-21, S-32, M-03)."""

from typing import Any

from tests.support.instance import Person, Running

STATUSES = "/api/v1/statuses"


async def context(person: Person, status_id: str) -> tuple[list[str], list[str]]:
    found = (await person.get(f"{STATUSES}/{status_id}/context")).json
    return [one["id"] for one in found["ancestors"]], [one["id"] for one in found["descendants"]]


async def say(person: Person, to: str = "", **more: Any) -> str:
    values = {"visibility": "public", **more} | ({"in_reply_to_id": to} if to else {})
    published = await person.publish("words", **values)
    return str(published["id"])


async def types(person: Person) -> list[str]:
    return [one["type"] for one in (await person.get("/api/v1/notifications")).json]


async def test_a_thread_is_read_from_its_root_and_down_each_branch(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    root = await say(alice)
    by_bob = await say(bob, root)
    by_carol = await say(carol, by_bob)
    by_alice = await say(alice, root)
    more_by_alice = await say(alice, by_alice)
    under_alice = await say(bob, by_alice)
    last = await say(bob, root)
    below = [by_alice, more_by_alice, under_alice, by_bob, by_carol, last]
    assert await context(carol, root) == ([], below)
    assert await context(carol, by_carol) == ([root, by_bob], [])
    assert await context(carol, by_alice) == ([root], [more_by_alice, under_alice])
    boost = (await carol.post(f"{STATUSES}/{root}/reblog")).json["id"]
    assert await context(bob, boost) == ([], below)


async def test_what_is_hidden_in_between_is_left_out_and_what_follows_stays(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).status == 200
    root = await say(alice)
    hidden = await say(alice, root, visibility="private")
    answer = await say(bob, hidden)
    assert await context(bob, answer) == ([root, hidden], [])
    assert await context(carol, answer) == ([root], [])
    assert await context(carol, root) == ([], [answer])
    shown = (await carol.get(f"{STATUSES}/{answer}")).json
    assert (shown["in_reply_to_id"], shown["in_reply_to_account_id"]) == (hidden, alice.id)
    assert (await carol.get(f"{STATUSES}/{hidden}/context")).status == 404


async def test_what_a_muted_account_says_is_left_out_with_the_answers_to_it(server: Running) -> None:
    alice, bob, eve, me = [await server.person(name) for name in ("alice", "bob", "eve", "me")]
    root = await say(alice)
    by_eve = await say(eve, root)
    to_eve = await say(bob, by_eve)
    mine = await say(me, by_eve)
    beside = await say(bob, root)
    assert await context(me, root) == ([], [by_eve, to_eve, mine, beside])
    assert (await me.post(f"/api/v1/accounts/{eve.id}/mute")).status == 200
    assert await context(me, root) == ([], [mine, beside])
    assert await context(alice, root) == ([], [by_eve, to_eve, mine, beside])


async def test_a_block_takes_both_out_of_each_other_s_threads(server: Running) -> None:
    alice, bob, eve = [await server.person(name) for name in ("alice", "bob", "eve")]
    root = await say(alice)
    by_eve, by_bob = await say(eve, root), await say(bob, root)
    assert (await bob.post(f"/api/v1/accounts/{eve.id}/block")).status == 200
    assert await context(bob, root) == ([], [by_bob])
    assert await context(eve, root) == ([], [by_eve])
    assert await context(alice, root) == ([], [by_eve, by_bob])


async def test_a_muted_thread_notifies_no_more(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    root = await say(alice)
    await say(bob, root, status="@alice one")
    assert await types(alice) == ["mention"]
    muted = await alice.post(f"{STATUSES}/{root}/mute")
    assert (muted.status, muted.json["muted"]) == (200, True)
    second = await say(bob, root, status="@alice two")
    for deed in ("favourite", "reblog"):
        assert (await bob.post(f"{STATUSES}/{root}/{deed}")).status == 200
    assert await types(alice) == ["mention"]
    assert (await alice.get(f"{STATUSES}/{second}")).json["muted"] is True
    assert (await bob.get(f"{STATUSES}/{second}")).json["muted"] is False
    unmuted = await alice.post(f"{STATUSES}/{second}/unmute")
    assert (unmuted.status, unmuted.json["muted"]) == (200, False)
    await say(bob, second, status="@alice three")
    assert await types(alice) == ["mention", "mention"]


async def test_a_thread_that_shows_as_muted_can_be_unmuted_from_any_of_its_posts(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    root = await say(alice)
    answer = await say(bob, root, status="mine")
    assert (await bob.post(f"{STATUSES}/{answer}/mute")).status == 200
    assert (await bob.get(f"{STATUSES}/{root}")).json["muted"] is True
    assert (await bob.ask("DELETE", f"{STATUSES}/{answer}")).status == 200
    unmuted = await bob.post(f"{STATUSES}/{root}/unmute")
    assert (unmuted.status, unmuted.json["muted"]) == (200, False)
    assert (await bob.post(f"{STATUSES}/{root}/unmute")).status == 422


async def test_only_those_who_take_part_mute_a_thread(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    root = await say(alice, status="@bob")
    boost = (await bob.post(f"{STATUSES}/{root}/reblog")).json["id"]
    for person, status_id, wanted in (
        (alice, root, 200),
        (bob, root, 200),
        (carol, root, 422),
        (bob, boost, 422),
    ):
        for deed in ("mute", "unmute"):
            assert (await person.post(f"{STATUSES}/{status_id}/{deed}")).status == wanted
