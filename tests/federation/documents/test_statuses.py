"""Posts, boosts and replies, as other servers fetch them: by the rules that hold everywhere."""

from typing import Any

import attrs
import orjson
import pytest

from gotosocial.activitypub.read.note import read_note
from tests.federation.documents.reading import BROWSER, Reading
from tests.support.builders import a_block, a_follow, a_status, a_time
from tests.support.instance import HOST
from tests.support.keep import keep
from tests.support.peer import Peer

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize("visibility", ["public", "unlisted"])
async def test_everybody_who_signs_reads_open_posts(here: Reading, peer: Peer, visibility: str) -> None:
    alice = await here.server.person("alice")
    post = await alice.publish("hello", visibility=visibility, spoiler_text="soft")
    document = await here.read(post["uri"], peer.person())
    assert (document["type"], document["attributedTo"]) == ("Note", alice.account.uri)
    note = read_note(document)
    assert (note.uri, note.content, note.summary) == (post["uri"], post["content"], "soft")
    assert note.policy is not None
    refused = await here.fetch(post["uri"])
    assert refused.status == 401
    assert refused.headers["www-authenticate"] == 'Signature headers="(request-target) host date"'


async def test_followers_only_posts_are_for_the_followers_server(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    post = await alice.publish("hush", visibility="private")
    eve, representative = peer.person("eve"), peer.person("representative")
    assert (await here.fetch(post["uri"], eve)).status == 404
    await here.know(eve, follows=alice.account)
    assert (await here.read(post["uri"], eve))["id"] == post["uri"]
    assert (await here.read(post["uri"], representative))["id"] == post["uri"]


async def test_another_server_does_not_read_them(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    post = await alice.publish("hush", visibility="private")
    await here.know(peer.person("eve"), follows=alice.account)
    host = peer.host
    peer.host = host.replace("localhost", "127.0.0.1")
    try:
        assert (await here.fetch(post["uri"], peer.person("mallory"))).status == 404
    finally:
        peer.host = host


async def test_direct_posts_are_for_the_mentioned_ones_server(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve, representative = peer.person("eve"), peer.person("representative")
    follower = await here.know(peer.person("follower"), follows=alice.account)
    known = await here.know(eve)
    post = a_status(alice.account, visibility="direct", mentioned_ids=(known.id,))
    other = a_status(alice.account, visibility="direct")
    await keep(here.db, post, other)
    for signer in (eve, representative):
        assert (await here.read(post.uri, signer))["to"] == [eve.uri]
        assert (await here.fetch(other.uri, signer)).status == 404
    assert follower.id not in post.mentioned_ids


async def test_posts_for_mutuals_are_for_servers_with_a_mutual(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person("eve")
    known = await here.know(eve, follows=alice.account)
    post = a_status(alice.account, visibility="mutuals_only")
    await keep(here.db, post)
    assert (await here.fetch(post.uri, eve)).status == 404
    await keep(here.db, a_follow(alice.account, known))
    for signer in (eve, peer.person("representative")):
        assert (await here.read(post.uri, signer))["id"] == post.uri


@pytest.mark.parametrize("is_by_alice", [True, False])
async def test_a_block_closes_even_public_posts(here: Reading, peer: Peer, is_by_alice: bool) -> None:
    alice = await here.server.person("alice")
    eve = peer.person("eve")
    known = await here.know(eve)
    await here.know(peer.person("follower"), follows=alice.account)
    ends = (alice.account, known) if is_by_alice else (known, alice.account)
    await keep(here.db, a_block(*ends))
    for visibility in ("public", "private"):
        post = await alice.publish("hello", visibility=visibility)
        assert (await here.fetch(post["uri"], eve)).status == 403


async def test_what_stays_here_is_not_served(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    local, pending = a_status(alice.account, is_federated=False), a_status(alice.account, is_pending=True)
    await keep(here.db, local, pending)
    for status in (local, pending):
        assert (await here.fetch(status.uri, peer.person())).status == 404


async def test_a_pending_reply_is_read_by_whom_it_answers(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person()
    parent = a_status(await here.know(eve))
    reply = a_status(alice.account, reply_to=parent, is_pending=True)
    await keep(here.db, parent, reply)
    for signer in (eve, peer.person("representative")):
        assert (await here.read(reply.uri, signer))["inReplyTo"] == parent.uri


async def test_only_the_authors_address_is_right(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    await here.server.person("bob")
    eve = peer.person()
    post = await alice.publish("hello", visibility="public")
    foreign = a_status(await here.know(eve))
    await keep(here.db, foreign)
    for path in (f"bob/statuses/{post['id']}", f"eve/statuses/{foreign.id}", f"alice/statuses/{UNKNOWN}"):
        assert (await here.fetch(f"/users/{path}", eve)).status == 404
    assert (await here.read(f"/users/alice/statuses/{post['id'].lower()}", eve))["id"] == post["uri"]


async def test_boosts_are_announces(here: Reading, peer: Peer) -> None:
    alice, bob = await here.server.person("alice"), await here.server.person("bob")
    post = await alice.publish("hello", visibility="public")
    boost = (await bob.post(f"/api/v1/statuses/{post['id']}/reblog", {})).json
    document = await here.read(boost["uri"], peer.person())
    assert (document["type"], document["object"]) == ("Announce", post["uri"])
    assert document["actor"] == bob.account.uri


async def test_deleted_posts_are_gone(here: Reading, peer: Peer) -> None:
    uri = f"http://{HOST}/users/alice/statuses/{UNKNOWN}"
    await here.db.tombstones.insert(uri, a_time())
    answer = await here.fetch(uri, peer.person())
    assert answer.status == 410
    document = orjson.loads(answer.body)
    assert (document["type"], document["id"]) == ("Tombstone", uri)
    assert (await here.fetch(uri)).status == 401


async def test_browsers_are_sent_to_the_page(here: Reading) -> None:
    answer = await here.fetch(f"/users/alice/statuses/{UNKNOWN}", Accept=BROWSER)
    assert (answer.status, answer.headers["location"]) == (303, f"http://{HOST}/@alice/statuses/{UNKNOWN}")


async def test_replies_are_listed_page_by_page(here: Reading, peer: Peer) -> None:
    alice, bob = await here.server.person("alice"), await here.server.person("bob")
    eve = peer.person()
    post = await alice.publish("hello", visibility="public")
    answers = [
        (await bob.publish(f"reply {number}", visibility="public", in_reply_to_id=post["id"]))["uri"]
        for number in range(3)
    ]
    own = (await alice.publish("and", visibility="public", in_reply_to_id=post["id"]))["uri"]
    hidden = (await bob.publish("hush", visibility="private", in_reply_to_id=post["id"]))["uri"]
    collection = await here.read(f"{post['uri']}/replies", eve)
    assert (collection["type"], collection["totalItems"]) == ("OrderedCollection", 5)
    assert await everything(here, collection["first"], eve) == answers[::-1]
    inline = (await here.read(post["uri"], eve))["replies"]["first"]["next"]
    found = await everything(here, inline, eve)
    assert found == [own, *answers[::-1]]
    assert hidden not in found
    page = await here.read(f"{post['uri']}/replies?limit=2", eve)
    assert page["next"].startswith(f"{post['uri']}/replies?only_other_accounts=true&limit=2&max_id=")


async def everything(here: Reading, first: str, by: Any) -> list[str]:
    """Return all items of a collection, from its first page on."""
    found: list[str] = []
    uri = first
    while uri:
        page = await here.read(uri, by)
        assert page["type"] == "OrderedCollectionPage"
        found += page["orderedItems"]
        uri = page.get("next", "")
    return found


async def test_the_suspended_do_not_read(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person()
    known = await here.know(eve)
    await here.db.accounts.update(attrs.evolve(known, suspended_at=a_time()))
    assert (await here.fetch(alice.account.uri, eve)).status == 403
