"""Statuses over the client API: publishing, reading, removing."""

from tests.support.instance import Running


async def test_a_published_status_can_be_read_by_others(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    status = await alice.publish("hello #World and @bob", visibility="public")
    answer = await bob.get(f"/api/v1/statuses/{status['id']}")
    assert answer.status == 200
    assert answer.json["account"]["acct"] == "alice"
    assert answer.json["tags"][0]["name"] == "world"
    assert answer.json["mentions"][0]["acct"] == "bob"


async def test_a_follower_finds_the_status_at_home(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).json["following"]
    status = await alice.publish("hello", visibility="public")
    home = (await bob.get("/api/v1/timelines/home")).json
    assert [one["id"] for one in home] == [status["id"]]
