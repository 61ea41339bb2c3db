"""What an instance shows to who does not sign, at each level, and that other instances read all of it."""

from typing import Any

import pytest

from tests.support.instance import Person, Running
from tests.support.three import found, signed_get
from tests.support.tiny_internet import TinyInternet

JSON = {"Accept": "application/activity+json"}
COLLECTIONS = ("outbox", "followers", "following", "collections/featured")
READ, SIGN = 200, 401


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.mark.parametrize(
    ("level", "is_whole", "posts"), [("all", False, SIGN), ("posts", True, SIGN), ("off", True, READ)]
)
async def test_each_level(internet: TinyInternet, level: str, is_whole: bool, posts: int) -> None:
    north = await internet.instance("north.test", advanced={"signed_fetch": level})
    south = await internet.instance("south.test", advanced={"signed_fetch": level})
    alice = await internet.person(north, "alice", display_name="Alice of the North")
    bob = await internet.person(south, "bob")
    post = await alice.publish("for everybody", visibility="public")
    private = await alice.publish("for friends", visibility="private")

    actor = await unsigned(north, "/users/alice")
    assert ("name" in actor) is is_whole
    assert {"id", "inbox", "publicKey", "preferredUsername"} <= set(actor)
    for path in ("/users/north.test", "/users/alice#main-key", "/users/alice/main-key"):
        assert (await unsigned(north, path))["publicKey"]["publicKeyPem"]
    for name in COLLECTIONS:
        assert (await north.ask("GET", f"/users/alice/{name}", headers=JSON)).status == posts, name
    assert await status_of(north, post) == posts
    assert await status_of(north, private) == SIGN

    await read_by_a_peer(alice, bob, post, private)


async def read_by_a_peer(alice: Person, bob: Person, post: dict[str, Any], private: dict[str, Any]) -> None:
    """Let somebody of another instance find and read all that is for everybody, and nothing else."""
    account = (await bob.get("/api/v2/search", q="@alice@north.test", resolve=True)).json["accounts"][0]
    assert account["display_name"] == "Alice of the North"
    assert (await found(bob, post["uri"]))["content"] == "<p>for everybody</p>"
    for name in COLLECTIONS:
        assert await signed_get(bob, alice.server, f"/users/alice/{name}") == 200
    assert await signed_get(bob, alice.server, f"/users/alice/statuses/{private['id']}") == 404
    nothing = await bob.get("/api/v2/search", q=private["uri"], resolve=True)
    assert nothing.json["statuses"] == []


async def unsigned(server: Running, path: str) -> dict[str, Any]:
    """Return a document that anybody may read."""
    answer = await server.ask("GET", path.partition("#")[0], headers=JSON)
    assert answer.status == READ, path
    document: dict[str, Any] = answer.json
    return document


async def status_of(server: Running, post: dict[str, Any]) -> int:
    """Return with what the instance answers who asks for a post without a signature."""
    return (await server.ask("GET", f"/users/alice/statuses/{post['id']}", headers=JSON)).status
