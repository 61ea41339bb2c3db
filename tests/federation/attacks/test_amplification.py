"""Little that a server sends must not become much that we ask of others."""

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
