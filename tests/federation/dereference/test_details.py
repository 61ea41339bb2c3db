"""Pinned posts, totals, and what servers say about themselves."""

import pytest

from gotosocial.errors import NotAllowed
from tests.support.fetching import Fetching
from tests.support.peer import Peer, PeerActor, Served


def pinned(eve: PeerActor, *notes: object) -> None:
    """Serve the collection of pinned posts."""
    uri = eve.peer.serve(
        f"{eve.path}/pins",
        {"type": "OrderedCollection", "id": f"{eve.uri}/pins", "orderedItems": list(notes)},
    )
    eve.more["featured"] = uri
    eve.publish()


async def test_pins_follow_the_collection(here: Fetching, peer: Peer) -> None:
    eve, bob = peer.person("eve"), peer.person("bob")
    one, two, three = eve.note("one"), eve.note("two"), eve.note("three")
    pinned(eve, one["id"], two, bob.note("not hers")["id"], "http://elsewhere.example/1")
    account = await here.accounts.by_uri(eve.uri)
    await here.fetchers.featured.fetch(account)
    ids = await here.db.status_pages.pinned_of(account.id)
    found = await here.db.statuses.get_many(ids)
    assert [found[one_id].uri for one_id in ids] == [one["id"], two["id"]]
    pinned(eve, three["id"])
    await here.fetchers.featured.fetch(account)
    ids = await here.db.status_pages.pinned_of(account.id)
    assert [(await here.db.statuses.get(one_id)).uri for one_id in ids] == [three["id"]]
    assert await here.jobs("StatusPublished") == [], "nobody is told of old posts"


async def test_totals_are_those_of_the_collections(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    account = await here.accounts.by_uri(eve.uri)
    peer.serve(f"{eve.path}/followers", {"type": "OrderedCollection", "totalItems": 1234})
    peer.serve(f"{eve.path}/outbox", {"type": "OrderedCollection", "totalItems": 0})
    await here.fetchers.totals.fetch(account)
    totals = (await here.db.accounts.get(account.id)).totals
    assert totals is not None
    assert (totals.followers, totals.following, totals.statuses) == (1234, None, None)
    assert totals.hold(here.clock.now())
    here.clock.ahead = 25 * 3600
    assert not totals.hold(here.clock.now())


def telling(peer: Peer) -> None:
    """Let the server tell about itself."""
    peer.serve(
        "/api/v1/instance",
        {"title": "A <b>place</b>", "description": "<p>x<script>y</script></p>", "version": "4.2.0"},
        content_type="application/json",
    )
    rel = "http://nodeinfo.diaspora.software/ns/schema/2."
    links = [{"rel": f"{rel}0", "href": peer.uri("/nodeinfo/2.0")}]
    peer.serve("/.well-known/nodeinfo", {"links": links}, content_type="application/json")
    software = {"software": {"name": "mastodon", "version": "4.2.1"}}
    peer.serve("/nodeinfo/2.0", software, content_type="application/json")


async def test_a_server_tells_who_it_is(here: Fetching, peer: Peer) -> None:
    telling(peer)
    instance = await here.fetchers.instances.fetch(peer.host)
    assert (instance.title, instance.software, instance.version) == ("A place", "mastodon", "4.2.1")
    assert "script" not in instance.description
    assert await here.db.instances.find(peer.host) == instance


async def test_robots_are_told_what_not_to_read(here: Fetching, peer: Peer) -> None:
    telling(peer)
    peer.answers["/robots.txt"] = Served(
        body=b"User-agent: *\nDisallow: /api/\nDisallow: /nodeinfo/\n", content_type="text/plain"
    )
    instance = await here.fetchers.instances.fetch(peer.host)
    assert (instance.title, instance.software) == ("", "")
    assert peer.asked_for("/api/v1/instance") == []
    assert peer.asked_for("/nodeinfo/2.0") == []


async def test_noindex_is_respected(here: Fetching, peer: Peer) -> None:
    telling(peer)
    answer = peer.answers["/api/v1/instance"]
    assert isinstance(answer, Served)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    assert (await here.fetchers.instances.fetch(peer.host)).title == ""


async def test_a_server_that_tells_nothing_is_known_by_its_name(here: Fetching, peer: Peer) -> None:
    instance = await here.fetchers.instances.fetch(peer.host)
    assert (instance.domain, instance.title, instance.error) == (peer.host, "", "")
    assert instance.fetched_at is not None
    peer.answers["/robots.txt"] = Served(status=503)
    assert (await here.fetchers.instances.fetch(peer.host)).error != ""


async def test_a_blocked_server_is_not_asked(here: Fetching, peer: Peer) -> None:
    await here.block(peer.host)
    with pytest.raises(NotAllowed):
        await here.fetchers.instances.fetch(peer.host)
    assert peer.asked == []
