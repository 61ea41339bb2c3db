"""Little that a server sends must not become much that we ask of others."""

from gotosocial.federation.dereference.mentions import MOST_FETCHED, MOST_OF_STRANGERS
from gotosocial.jobs.kinds import FetchFeatured, FetchThread, RefreshAccount
from tests.support.besieged import Besieged
from tests.support.neighbours import hurry


async def test_pinned_posts_bring_no_threads(here: Besieged) -> None:
    """Whoever pins forty posts with a hundred answers each would let us fetch four thousand things."""
    victim = await here.neighbour("victim.example")
    evil = await here.neighbour("evil.example")
    featured = evil.uri("/users/mallory/featured")
    mallory = evil.person("mallory", featured=featured)
    replies = {"type": "Collection", "items": [victim.uri(f"/notes/{n}") for n in range(50)]}
    pins = [mallory.note(str(n), replies=replies) for n in range(5)]
    evil.serve("/users/mallory/featured", {"type": "OrderedCollection", "id": featured, "orderedItems": pins})
    account = await here.known(mallory)
    await here.alice.get(f"/api/v1/accounts/{account.id}")
    await hurry(here.alice, RefreshAccount)
    await here.settle()
    pinned = (await here.alice.get(f"/api/v1/accounts/{account.id}/statuses", pinned=True)).json
    assert len(pinned) == 5
    assert await here.waiting(FetchThread) == 0
    assert victim.asked == []


async def test_said_changes_of_pins_are_looked_at_once(here: Besieged) -> None:
    evil = await here.neighbour("evil.example")
    featured = evil.uri("/users/mallory/featured")
    mallory = evil.person("mallory", featured=featured)
    evil.serve("/users/mallory/featured", {"type": "OrderedCollection", "id": featured, "orderedItems": []})
    await here.receive(mallory.follow(here.alice.account.uri), by=mallory)
    for number in range(3):
        await here.receive(mallory.activity("Add", evil.uri(f"/{number}"), target=featured), by=mallory)
    assert await here.waiting(FetchFeatured) == 0  # nobody here follows
    await here.let_follow(here.alice.account, await here.known(mallory))
    for number in range(3, 6):
        await here.receive(mallory.activity("Add", evil.uri(f"/{number}"), target=featured), by=mallory)
    assert await here.waiting(FetchFeatured) == 1
    assert evil.asked_for("/users/mallory/featured") == []
    await hurry(here.alice, FetchFeatured)
    await here.settle()
    assert len(evil.asked_for("/users/mallory/featured")) == 1


async def test_our_posts_are_not_aimed_at_somebody_else(here: Besieged) -> None:
    victim = await here.neighbour("victim.example")
    evil = await here.neighbour("evil.example")
    mallory = evil.person("mallory", inbox=victim.uri("/inbox"), endpoints={})
    await here.receive(mallory.follow(here.alice.account.uri), by=mallory)
    await here.alice.publish("to my followers", visibility="public")
    await here.settle()
    assert (await here.known(mallory)).inbox_uri == ""
    assert victim.asked == []


async def test_a_stranger_lets_us_ask_for_few_others(here: Besieged) -> None:
    """Whoever answers any post that is known here may name whom they like."""
    victims = await here.neighbour("victim.example")
    victims.answers.clear()
    parent = here.eve.note()
    await here.let_follow(here.alice.account, await here.known())
    await here.receive(here.eve.create(parent))
    evil = await here.neighbour("evil.example")
    mallory = evil.person("mallory")

    async def asked(which: str, *named: str) -> int:
        uris = [*(victims.uri(f"/{which}/{number}") for number in range(30)), *named]
        tags = [{"type": "Mention", "href": uri} for uri in uris]
        reply = mallory.note(which, inReplyTo=parent["id"], tag=tags)
        await here.receive(mallory.create(reply), by=mallory)
        assert await here.find(reply["id"]) is not None
        return len({one.path for one in victims.asked if one.path.startswith(f"/{which}/")})

    assert await asked("strange") == MOST_OF_STRANGERS
    # Who speaks to somebody here, or is followed, may name more.
    assert await asked("mentioning", here.alice.account.uri) == MOST_FETCHED
    await here.let_follow(here.alice.account, await here.known(mallory))
    assert await asked("followed") == MOST_FETCHED
