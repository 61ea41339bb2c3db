"""Two instances: people, posts and threads are found by search, by mentions, and by being opened."""

from tests.support.tiny_internet import TinyInternet


async def test_people_and_posts_are_found_by_search(internet: TinyInternet, kind: str) -> None:
    north, south = await internet.instance("north.test", kind), await internet.instance("south.test")
    alice = await internet.person(north, "alice", display_name="Alice of the North")
    bob = await internet.person(south, "bob")
    post = await alice.publish("find me", visibility="public")

    unresolved = await bob.get("/api/v2/search", q="@alice@north.test")
    assert unresolved.json["accounts"] == []
    (account,) = (await bob.get("/api/v2/search", q="@alice@north.test", resolve=True)).json["accounts"]
    assert (account["acct"], account["display_name"]) == ("alice@north.test", "Alice of the North")
    for address in (post["uri"], post["url"]):
        (status,) = (await bob.get("/api/v2/search", q=address, resolve=True)).json["statuses"]
        assert (status["content"], status["uri"]) == ("<p>find me</p>", post["uri"])
    for address in (alice.account.uri, alice.account.url):
        (again,) = (await bob.get("/api/v2/search", q=address, resolve=True)).json["accounts"]
        assert again["id"] == account["id"]
    looked_up = await bob.get("/api/v1/accounts/lookup", acct="alice@north.test")
    assert looked_up.json["id"] == account["id"]
    found = await bob.get("/api/v1/accounts/search", q="nobody@north.test", resolve=True)
    assert found.json == []


async def test_opening_a_profile_brings_its_pins_and_totals(internet: TinyInternet, kind: str) -> None:
    north, south = await internet.instance("north.test", kind), await internet.instance("south.test")
    alice, bob = await internet.person(north, "alice"), await internet.person(south, "bob")
    pinned = await alice.publish("pinned", visibility="public")
    await alice.publish("another", visibility="public")
    await alice.post(f"/api/v1/statuses/{pinned['id']}/pin")
    (account,) = (await bob.get("/api/v2/search", q="@alice@north.test", resolve=True)).json["accounts"]
    assert account["statuses_count"] == 0
    await bob.get(f"/api/v1/accounts/{account['id']}")
    await internet.settle()
    shown = (await bob.get(f"/api/v1/accounts/{account['id']}")).json
    assert shown["statuses_count"] == 2
    pins = (await bob.get(f"/api/v1/accounts/{account['id']}/statuses", pinned=True)).json
    assert [one["content"] for one in pins] == ["<p>pinned</p>"]


async def test_opening_a_thread_brings_the_answers(internet: TinyInternet, kind: str) -> None:
    north, south = await internet.instance("north.test", kind), await internet.instance("south.test")
    alice, bob = await internet.person(north, "alice"), await internet.person(south, "bob")
    top = await alice.publish("top", visibility="public")
    answer = await alice.publish("answer", visibility="public", in_reply_to_id=top["id"])
    (status,) = (await bob.get("/api/v2/search", q=top["uri"], resolve=True)).json["statuses"]
    await internet.settle()
    thread = (await bob.get(f"/api/v1/statuses/{status['id']}/context")).json
    assert [one["uri"] for one in thread["descendants"]] == [answer["uri"]]


async def test_a_stranger_is_mentioned_and_hears_of_it(internet: TinyInternet, kind: str) -> None:
    north, south = await internet.instance("north.test", kind), await internet.instance("south.test")
    alice, bob = await internet.person(north, "alice"), await internet.person(south, "bob")
    post = await alice.publish("hello @bob@south.test and @nobody@south.test", visibility="public")
    assert [one["acct"] for one in post["mentions"]] == ["bob@south.test"]
    await internet.settle()
    assert [one["type"] for one in (await bob.get("/api/v1/notifications")).json] == ["mention"]
