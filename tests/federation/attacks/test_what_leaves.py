"""Which servers hear of a post, of its changes and of its end: those whom it is for, and no others."""

import orjson
import pytest

from tests.support.besieged import Besieged
from tests.support.peer import AS, Peer

AUDIENCES = {
    "public": {"follower.example", "named.example"},
    "unlisted": {"follower.example", "named.example"},
    "private": {"follower.example", "named.example"},
    "mutuals_only": {"named.example"},
    "direct": {"named.example"},
}


async def circle(here: Besieged) -> dict[str, Peer]:
    """Let somebody follow Alice, another one be named by her, and a third one be nobody to her."""
    peers = {host: await here.neighbour(f"{host}.example") for host in ("follower", "named", "stranger")}
    for host, peer in peers.items():
        actor = peer.person("bob")
        account = await here.known(actor)
        if host == "follower":
            await here.let_follow(account, here.alice.account)
    return {f"{host}.example": peer for host, peer in peers.items()}


def heard(peers: dict[str, Peer], uri: str) -> dict[str, list[str]]:
    """Return by host what was delivered there that names the post at all."""
    told = {
        host: [one.json for one in peer.inbox if uri.encode() in one.body] for host, peer in peers.items()
    }
    return {host: [one["type"] for one in bodies] for host, bodies in told.items() if bodies}


@pytest.mark.parametrize("visibility", AUDIENCES)
async def test_only_the_audience_hears_of_a_post(here: Besieged, visibility: str) -> None:
    peers = await circle(here)
    post = await here.alice.publish("hello @bob@named.example", visibility=visibility)
    await here.settle()
    body = {"status": "changed, @bob@named.example", "visibility": visibility}
    answer = await here.alice.ask("PUT", f"/api/v1/statuses/{post['id']}", body)
    await here.settle()
    assert (await here.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")).status == 200
    await here.settle()
    verbs = ["Create", "Update", "Delete"] if answer.status == 200 else ["Create", "Delete"]
    assert heard(peers, post["uri"]) == dict.fromkeys(AUDIENCES[visibility], verbs)


async def test_who_boosts_for_mutuals_tells_no_other_followers(here: Besieged) -> None:
    peers = await circle(here)
    post = await here.alice.publish("hello @bob@named.example", visibility="mutuals_only")
    own = (await here.alice.post(f"/api/v1/statuses/{post['id']}/reblog")).json
    status = await here.abroad.fetchers.statuses.by_uri(here.eve.note()["id"])
    path = f"/api/v1/statuses/{status.id}"
    boost = (await here.alice.post(f"{path}/reblog", {"visibility": "mutuals_only"})).json
    await here.settle()
    (announce,) = here.sent("Announce")
    assert (announce["to"], announce["cc"]) == ([here.eve.uri], []), "the author hears of it"
    await here.alice.post(f"{path}/unreblog")
    await here.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await here.settle()
    assert heard(peers, post["uri"]) == {"named.example": ["Create", "Delete"]}
    assert heard(peers, own["uri"]) == heard(peers, boost["uri"]) == {}


async def test_a_boost_that_waited_in_the_dark_is_taken_back_there(here: Besieged) -> None:
    peers = await circle(here)
    asks = {"canAnnounce": {"automaticApproval": [], "manualApproval": [f"{AS}#Public"]}}
    note = here.eve.note("ask me", interactionPolicy=asks)
    status = await here.abroad.fetchers.statuses.by_uri(note["id"])
    boost = (await here.alice.post(f"/api/v1/statuses/{status.id}/reblog")).json
    await here.settle()
    assert (await here.status(boost["uri"])).is_pending
    await here.alice.post(f"/api/v1/statuses/{status.id}/unreblog")
    await here.settle()
    (undo,) = here.sent("Undo")
    assert undo["object"]["id"] == boost["uri"]
    assert heard(peers, boost["uri"]) == {}, "followers do not learn what they were not told"


async def test_who_likes_a_reply_hears_that_it_was_refused_afterwards(here: Besieged) -> None:
    peers = await circle(here)
    status = await here.abroad.fetchers.statuses.by_uri(here.eve.note()["id"])
    reply = await here.alice.publish("and then?", in_reply_to_id=status.id, visibility="public")
    await here.settle()
    bob = peers["stranger.example"].person("bob")
    await here.receive(bob.activity("Like", reply["uri"]), by=bob)
    await here.receive(here.eve.activity("Reject", reply["uri"]))
    assert await here.find(reply["uri"]) is None
    told = heard(peers, reply["uri"])
    assert told == {"follower.example": ["Create", "Delete"], "stranger.example": ["Delete"]}


async def test_nothing_of_a_post_that_stays_here_leaves(here: Besieged) -> None:
    peers = await circle(here)
    post = await here.alice.publish("hello @bob@named.example", visibility="public", local_only=True)
    await here.settle()
    stranger = peers["follower.example"].person("bob")
    path = post["uri"].partition("here.example")[2]
    assert (await stranger.get(here.server, path)).status == 404
    for path in ("/users/alice/outbox?page=true", "/users/alice/collections/featured"):
        answer = await stranger.get(here.server, path)
        assert (answer.status, post["id"].encode() in answer.body) == (200, False)
    await here.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await here.settle()
    assert heard(peers, post["uri"]) == {}


@pytest.mark.parametrize("visibility", ["private", "mutuals_only", "direct"])
async def test_collections_name_no_post_that_is_not_for_the_reader(here: Besieged, visibility: str) -> None:
    peers = await circle(here)
    stranger = peers["stranger.example"].person("bob")
    top = await here.alice.publish("top", visibility="public")
    post = await here.alice.publish("secret", visibility=visibility, in_reply_to_id=top["id"])
    own = await here.alice.publish("secret", visibility=visibility)
    await here.alice.post(f"/api/v1/statuses/{own['id']}/pin")
    replies = f"/users/alice/statuses/{top['id']}/replies?page=true&only_other_accounts=false"
    for path in ("/users/alice/outbox?page=true", "/users/alice/collections/featured", replies):
        answer = await stranger.get(here.server, path)
        assert answer.status == 200
        assert post["id"].encode() not in answer.body
        assert own["id"].encode() not in answer.body
    for one in (post, own):
        status = (await stranger.get(here.server, f"/users/alice/statuses/{one['id']}")).status
        assert (
            status
            == (await stranger.get(here.server, "/users/alice/statuses/01ARZ3NDEKTSV4RRFFQ69G5FAV")).status
        )


async def test_who_is_blocked_learns_no_more_of_what_there_is_than_others(here: Besieged) -> None:
    """One answer for what exists and what does not, or guessing ids would tell."""
    mallory = (await here.neighbour("evil.example")).person("mallory")
    account = await here.known(mallory)
    post = await here.alice.publish("secret", visibility="direct")
    assert (await here.alice.post(f"/api/v1/accounts/{account.id}/block")).status == 200
    missing = "/users/alice/statuses/01ARZ3NDEKTSV4RRFFQ69G5FAV"
    there = await mallory.get(here.server, f"/users/alice/statuses/{post['id']}")
    nothing = await mallory.get(here.server, missing)
    assert (there.status, there.body) == (nothing.status, nothing.body)
    assert orjson.loads(there.body)["error"]
