"""Outbox, followers, followed accounts, pinned posts and tags, as other servers fetch them."""

from typing import Any

import pytest

from tests.federation.documents.reading import Reading
from tests.federation.documents.test_statuses import everything
from tests.support.builders import a_follow, a_status, an_account
from tests.support.keep import keep
from tests.support.peer import Peer

ALICE = "/users/alice"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


async def test_the_outbox_lists_the_public_posts(here: Reading, peer: Peer) -> None:
    alice, bob = await here.server.person("alice"), await here.server.person("bob")
    eve = peer.person()
    first = await alice.publish("one", visibility="public")
    for visibility in ("unlisted", "private", "direct"):
        await alice.publish("not this", visibility=visibility)
    await alice.publish("nor this", visibility="public", in_reply_to_id=first["id"])
    other = await bob.publish("hello", visibility="public")
    await alice.post(f"/api/v1/statuses/{other['id']}/reblog", {})
    second = await alice.publish("two", visibility="public")
    outbox = await here.read(f"{ALICE}/outbox", eve)
    assert outbox["type"] == "OrderedCollection"
    assert outbox["first"] == f"{alice.account.uri}/outbox?limit=40"
    creates: list[Any] = await everything(here, outbox["first"], eve)
    assert [one["object"] for one in creates] == [second["uri"], first["uri"]]
    assert creates[0]["id"] == f"{second['uri']}/activity#Create"
    assert (creates[0]["type"], creates[0]["actor"]) == ("Create", alice.account.uri)
    assert (creates[0]["to"], creates[0]["cc"]) == ([PUBLIC], [alice.account.followers_uri])


@pytest.mark.parametrize("query", ["page=true", "limit=1", "max_id=ZZZZ"])
async def test_pages_are_asked_for_in_every_form(here: Reading, peer: Peer, query: str) -> None:
    alice = await here.server.person("alice")
    for number in range(3):
        await alice.publish(f"post {number}", visibility="public")
    page = await here.read(f"{ALICE}/outbox?{query}", peer.person())
    assert page["type"] == "OrderedCollectionPage"
    assert page["partOf"] == alice.account.outbox_uri
    assert len(page["orderedItems"]) == (1 if query == "limit=1" else 3)
    assert ("next" in page) is (query == "limit=1")
    assert "min_id=" in page["prev"]


async def test_followers_and_followed_accounts_are_listed(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person()
    others = [an_account(f"user{number}", domain="far.example") for number in range(3)]
    await keep(here.db, *others)
    await keep(here.db, *(a_follow(other, alice.account) for other in others))
    await keep(here.db, *(a_follow(alice.account, other) for other in others[:2]))
    followers = await here.read(f"{ALICE}/followers", eve)
    assert await everything(here, followers["first"], eve) == [other.uri for other in others[::-1]]
    assert len((await here.read(f"{ALICE}/followers?limit=2", eve))["orderedItems"]) == 2
    following = await here.read(f"{ALICE}/following?page=true", eve)
    assert following["orderedItems"] == [others[1].uri, others[0].uri]


async def test_hidden_collections_show_not_even_their_number(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person()
    await alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"hide_collections": True})
    for name in ("outbox", "followers", "following"):
        for query in ("", "?page=true"):
            assert set(await here.read(f"{ALICE}/{name}{query}", eve)) == {"@context", "id", "type"}


async def test_the_instance_actor_has_only_empty_collections(here: Reading, peer: Peer) -> None:
    actor = await here.read("/users/here.example")
    for name in ("outbox", "followers", "following"):
        assert set(await here.read(actor[name], peer.person())) == {"@context", "id", "type"}


async def test_pinned_posts_are_listed_for_those_who_may_read_them(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    stranger = peer.person()
    post = await alice.publish("look", visibility="public")
    hush = await alice.publish("hush", visibility="private")
    for one in (post, hush):
        assert (await alice.post(f"/api/v1/statuses/{one['id']}/pin", {})).status == 200
    featured = await here.read(f"{ALICE}/collections/featured", stranger)
    assert featured["orderedItems"] == [post["uri"]]
    assert featured["totalItems"] == 1
    await here.know(peer.person("follower"), follows=alice.account)
    featured = await here.read(f"{ALICE}/collections/featured", stranger)
    assert featured["orderedItems"] == [hush["uri"], post["uri"]]


async def test_nobody_features_tags_yet(here: Reading, peer: Peer) -> None:
    await here.server.person("alice")
    tags = await here.read(f"{ALICE}/collections/tags", peer.person())
    assert (tags["type"], tags["orderedItems"]) == ("OrderedCollection", [])


@pytest.mark.parametrize("path", ["outbox", "followers", "following", "collections/featured"])
async def test_who_does_not_sign_reads_no_collection(here: Reading, path: str) -> None:
    await here.server.person("alice")
    assert (await here.fetch(f"{ALICE}/{path}")).status == 401


async def test_a_limit_that_is_no_number_is_refused(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    await keep(here.db, a_status(alice.account))
    assert (await here.fetch(f"{ALICE}/outbox?limit=many", peer.person())).status == 400
    assert len((await here.read(f"{ALICE}/outbox?limit=1000", peer.person()))["orderedItems"]) == 1
