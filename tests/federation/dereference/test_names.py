"""Whose name an actor may bear: hosts and account domains must agree (row I-30)."""

import pytest

from gotosocial.errors import Malformed, NotAllowed, NotFound
from gotosocial.federation.webfinger import MOST_HOST_META
from tests.support.fetching import Fetching
from tests.support.peer import ACTIVITY_JSON, Peer, PeerActor, Served


def both(here: Fetching, peer: Peer) -> PeerActor:
    """Let ``eve@example.org`` live at ``social.example.org``; both names lead to the peer."""
    port = int(peer.host.partition(":")[2])
    here.resolver.add("social.example.org", port)
    here.resolver.add("example.org", port)
    peer.host = "social.example.org"
    eve = peer.person("eve")
    peer.serve_webfinger("eve", eve.uri, "example.org")
    at_host = "/.well-known/webfinger?resource=acct:eve@social.example.org"
    peer.answers[at_host] = peer.answers["/.well-known/webfinger?resource=acct:eve@example.org"]
    return eve


async def test_the_account_domain_may_differ_from_the_host(here: Fetching, peer: Peer) -> None:
    eve = both(here, peer)
    account = await here.accounts.by_uri(eve.uri)
    assert (account.username, account.domain) == ("eve", "example.org")
    assert (await here.accounts.by_handle("eve", "example.org")).id == account.id


@pytest.mark.parametrize("domain", ["example.org", "social.example.org"])
async def test_both_names_lead_to_the_account(here: Fetching, peer: Peer, domain: str) -> None:
    eve = both(here, peer)
    account = await here.accounts.by_handle("eve", domain)
    assert (account.uri, account.domain) == (eve.uri, "example.org")


async def test_a_domain_that_does_not_agree_gives_no_name(here: Fetching, peer: Peer) -> None:
    eve = both(here, peer)
    at_domain = "/.well-known/webfinger?resource=acct:eve@example.org"
    real = peer.uri("/users/the-real-eve").replace("social.", "")
    links = [{"rel": "self", "type": ACTIVITY_JSON, "href": real}]
    peer.serve(at_domain, {"subject": "acct:eve@example.org", "links": links})
    with pytest.raises(Malformed):
        await here.accounts.by_uri(eve.uri)
    assert await here.db.accounts.find_by_name("eve", "example.org") is None


async def test_nobody_takes_a_name_of_ours_or_of_a_blocked_domain(here: Fetching, peer: Peer) -> None:
    eve = peer.person("alice")
    peer.serve_webfinger("alice", eve.uri, "here.example")
    usual = f"/.well-known/webfinger?resource=acct:alice@{peer.host}"
    peer.answers[usual] = peer.answers["/.well-known/webfinger?resource=acct:alice@here.example"]
    with pytest.raises(Exception, match="nothing like this here"):
        await here.accounts.by_uri(eve.uri)
    await here.block("bad.example")
    bob = peer.person("bob")
    peer.serve_webfinger("bob", bob.uri, "bad.example")
    usual = f"/.well-known/webfinger?resource=acct:bob@{peer.host}"
    peer.answers[usual] = peer.answers["/.well-known/webfinger?resource=acct:bob@bad.example"]
    with pytest.raises(NotAllowed):
        await here.accounts.by_uri(bob.uri)


async def test_webfinger_may_live_where_host_meta_says(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    usual = f"/.well-known/webfinger?resource=acct:eve@{peer.host}"
    moved = peer.answers.pop(usual)
    template = peer.uri("/finger?who={uri}")
    peer.answers["/.well-known/host-meta"] = Served(
        body=f'<?xml version="1.0"?><XRD><Link rel="lrdd" template="{template}"/></XRD>'.encode(),
        content_type="application/xrd+xml",
    )
    peer.answers[f"/finger?who=acct:eve@{peer.host}"] = moved
    assert (await here.accounts.by_handle("eve", peer.host)).uri == eve.uri
    await here.fetchers.accounts.names.webfinger.find("eve", peer.host)
    assert len(peer.asked_for("/.well-known/host-meta")) == 1


async def test_a_host_meta_without_end_is_not_read_to_its_end(here: Fetching, peer: Peer) -> None:
    """Read whole, four megabytes of it would hold up everything for seconds."""
    peer.answers["/.well-known/host-meta"] = Served(
        body=b"<a>" * MOST_HOST_META + b'<Link rel="lrdd" template="https://far.example/{uri}"/>',
        content_type="application/xrd+xml",
    )
    with pytest.raises(NotFound):
        await here.accounts.by_handle("nobody", peer.host)
    assert len(peer.asked_for("/.well-known/host-meta")) == 1


async def test_the_answer_must_be_about_the_name(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    asked = f"/.well-known/webfinger?resource=acct:bob@{peer.host}"
    peer.answers[asked] = peer.answers[f"/.well-known/webfinger?resource=acct:eve@{peer.host}"]
    with pytest.raises(Malformed):
        await here.accounts.by_handle("bob", peer.host)
    assert peer.asked_for(eve.path) == []


@pytest.mark.parametrize("ending", ["/\0", "/a b", "/" + "a" * 3000])
async def test_the_answer_must_lead_to_an_address(here: Fetching, peer: Peer, ending: str) -> None:
    peer.serve_webfinger("eve", peer.uri(ending))
    with pytest.raises(Malformed):
        await here.accounts.by_handle("eve", peer.host)


@pytest.mark.parametrize("name", ["a b", "a@b", "a/b", "", "x" * 300])
async def test_names_that_nobody_can_write_are_refused(here: Fetching, peer: Peer, name: str) -> None:
    eve = peer.person("eve", preferredUsername=name)
    with pytest.raises(Malformed):
        await here.accounts.by_uri(eve.uri)


async def test_an_actor_names_its_domain_where_its_host_has_no_webfinger(here: Fetching, peer: Peer) -> None:
    eve = both(here, peer)
    del peer.answers["/.well-known/webfinger?resource=acct:eve@social.example.org"]
    eve.more["webfinger"] = "eve@example.org"
    eve.publish()
    assert (await here.accounts.by_uri(eve.uri)).domain == "example.org"
