"""Servers that speak about what is not theirs."""

from datetime import UTC, datetime

import attrs
import pytest

from gotosocial.storage.stores import Transaction
from tests.support.besieged import Besieged
from tests.support.peer import AS, pem_of, rsa_key

PUBLIC = f"{AS}#Public"


async def age(here: Besieged, uri: str) -> None:
    """Let a post have been fetched long ago."""
    status = await here.status(uri)

    async def deed(t: Transaction) -> None:
        await t.statuses.fetched(status.id, datetime(2026, 1, 1, tzinfo=UTC))

    await here.db.transact(deed)


async def test_nobody_makes_us_forget_a_post_that_its_server_does_not_show_us(here: Besieged) -> None:
    """A server answers 404 for posts that we may not read in our own name: that is no proof of their end."""
    await here.let_follow(here.alice.account, await here.known())
    followers = [f"{here.eve.uri}/followers"]
    note = here.eve.note("for my friends", to=followers, cc=[])
    await here.receive(here.eve.create(note))
    await age(here, note["id"])
    mallory = (await here.neighbour("evil.example")).person("mallory")
    path = note["id"].removeprefix("https://good.example")
    here.peer.gone(path, 404)
    for kind in ("Delete", "Update"):
        await here.receive(here.eve.activity(kind, note["id"]), by=mallory)
        assert await here.find(note["id"]) is not None
    assert (await here.alice.get("/api/v1/timelines/home")).json[0]["uri"] == note["id"]


@pytest.mark.parametrize(("status", "cc"), [(410, []), (404, [PUBLIC])])
async def test_a_forwarded_delete_counts_where_its_server_says_the_same(
    here: Besieged, status: int, cc: list[str]
) -> None:
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note("soon gone", to=[f"{here.eve.uri}/followers"], cc=cc)
    await here.receive(here.eve.create(note))
    mallory = (await here.neighbour("evil.example")).person("mallory")
    here.peer.gone(note["id"].removeprefix("https://good.example"), status)
    await here.receive(here.eve.delete(note["id"]), by=mallory)
    assert await here.find(note["id"]) is None


@pytest.mark.parametrize("verb", ["LikeRequest", "AnnounceRequest"])
@pytest.mark.parametrize("taken", ["https://good.example/users/eve/statuses/77", "ours", ""])
async def test_the_thing_that_is_asked_for_has_an_id_of_who_asks(
    here: Besieged, verb: str, taken: str
) -> None:
    post = await here.alice.publish("hello", visibility="public")
    mallory = (await here.neighbour("evil.example")).person("mallory")
    uri = f"{here.alice.account.uri}/statuses/01ARZ3NDEKTSV4RRFFQ69G5FAV" if taken == "ours" else taken
    instrument = mallory.activity(verb.removesuffix("Request"), post["uri"], to=[PUBLIC]) | {"id": uri}
    await here.receive(mallory.activity(verb, post["uri"], instrument=instrument), by=mallory)
    assert await here.find(uri) is None
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (shown["favourites_count"], shown["reblogs_count"]) == (0, 0)


@pytest.mark.parametrize("verb", ["Delete", "Undo"])
async def test_another_host_of_the_site_cannot_bury_what_it_does_not_own(here: Besieged, verb: str) -> None:
    """Many servers may live below one domain that is on no list of public suffixes."""
    bob = (await here.neighbour("bob.hoster.example")).person("bob")
    mallory = (await here.neighbour("mallory.hoster.example")).person("mallory")
    await here.receive(mallory.follow(here.alice.account.uri), by=mallory)
    note = bob.note("hello", tag=[{"type": "Mention", "href": here.alice.account.uri}])
    for uri in (bob.uri, bob.key_id, note["id"]):
        await here.receive(mallory.activity(verb, uri), by=mallory)
    await here.receive(bob.create(note), by=bob)
    assert await here.find(note["id"]) is not None


async def test_another_host_of_the_site_cannot_take_the_name_of_a_key(here: Besieged) -> None:
    """The name would lead to another's key from then on, and what its owner signs would be refused."""
    bob = (await here.neighbour("bob.hoster.example")).person("bob")
    evil = await here.neighbour("mallory.hoster.example")
    await here.receive(bob.follow(here.alice.account.uri), by=bob)
    before = await here.db.public_keys.find(bob.key_id)
    mallory = evil.person("mallory", key=rsa_key(3))
    taken = {"id": bob.key_id, "owner": mallory.uri, "publicKeyPem": pem_of(mallory.key)}
    own = mallory.document()["publicKey"]
    await here.receive(mallory.follow(here.alice.account.uri), by=mallory)
    for keys in ([taken, own], [own, taken]):
        mallory.more["publicKey"] = keys
        mallory.publish()
        update = mallory.activity("Update", mallory.document())
        await here.receive(update, by=mallory)
        assert await here.db.public_keys.find(bob.key_id) == before
        attacker = attrs.evolve(mallory.signer, key_id=bob.key_id)
        forged = await mallory.post(here.server, "/inbox", update | {"actor": bob.uri}, signer=attacker)
        assert forged.status == 401


async def test_an_undo_that_overtakes_the_follow_of_a_stranger_counts(here: Besieged) -> None:
    follow = here.eve.follow(here.alice.account.uri)
    await here.receive(here.eve.activity("Undo", follow))
    await here.receive(follow)
    assert here.sent("Accept") == []
    assert (await here.alice.get(f"/api/v1/accounts/{here.alice.id}/followers")).json == []


@pytest.mark.parametrize("verb", ["Undo", "Delete", "Update", "Accept", "Reject", "Block", "Move", "Add"])
async def test_activities_about_others_change_nothing(here: Besieged, verb: str) -> None:
    mallory = (await here.neighbour("evil.example")).person("mallory")
    eve, alice = await here.known(), here.alice.account
    await here.let_follow(alice, eve)
    follow = here.eve.follow(alice.uri)
    await here.receive(follow)
    note = here.eve.note("hello")
    await here.receive(here.eve.create(note))
    like = here.eve.activity("Like", (await here.alice.publish("like me", visibility="public"))["uri"])
    await here.receive(like)
    ours = await here.db.follows.find(alice.id, eve.id)
    assert ours is not None
    changed = note | {"content": "<p>changed</p>"}
    things = (note["id"], changed, changed | {"attributedTo": mallory.uri}, follow, follow["id"], like)
    for thing in (*things, like["id"], ours.uri, here.eve.uri, here.eve.document() | {"name": "changed"}):
        for target in (mallory.uri, f"{here.eve.uri}/featured"):
            await here.receive(mallory.activity(verb, thing, target=target), by=mallory)
    assert "hello" in (await here.status(note["id"])).content
    assert (await here.known()).display_name == "eve"
    assert await here.db.follows.find(alice.id, eve.id) is not None
    assert await here.db.follows.find(eve.id, alice.id) is not None
    assert await here.db.favourites.find_by_uri(like["id"]) is not None


async def test_a_neighbour_below_our_domain_gives_no_ids_of_ours(here: Besieged) -> None:
    host = here.server.instance.base.addresses.host
    sibling = await here.neighbour(f"evil.{host}")
    mallory = sibling.person("mallory")
    await here.let_follow(here.alice.account, await here.known(mallory))
    squatted = here.server.instance.base.addresses.status("alice", "01HK2EVJ6R00000000000000HQ")
    note = mallory.note("mine now", id=squatted)
    await here.receive(mallory.create(note), by=mallory)
    assert await here.db.statuses.find_by_uri(squatted) is None
