"""Servers that ask politely, and those that claim to have been allowed (rows V-17, V-19, V-25, I-20)."""

from typing import Any

import orjson
import pytest

from gotosocial.errors import NotAllowed
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.util.paging import Page
from tests.support.beside import Beside
from tests.support.neighbours import asking, only, set_policy
from tests.support.peer import AS

PUBLIC = f"{AS}#Public"


async def waiting(here: Beside) -> list[InteractionRequest]:
    return (await here.db.interaction_requests.page_waiting(here.alice.id, Page(limit=9))).items


def request_for(here: Beside, kind: str, target: str) -> dict[str, Any]:
    """Return the polite request of Eve to like, answer or boost Alice's status."""
    instrument: dict[str, Any]
    if kind == "ReplyRequest":
        instrument = here.eve.note("may I?", inReplyTo=target)
    else:
        instrument = here.eve.activity(kind.removesuffix("Request"), target, to=[PUBLIC])
    return here.eve.activity(kind, target, instrument=instrument, to=[here.alice.account.uri])


@pytest.mark.parametrize(
    ("verb", "notification"),
    [
        ("LikeRequest", "pending.favourite"),
        ("ReplyRequest", "pending.reply"),
        ("AnnounceRequest", "pending.reblog"),
    ],
)
async def test_a_polite_request_waits_and_is_answered_with_an_authorization(
    here: Beside, verb: str, notification: str
) -> None:
    await set_policy(here.alice, asking())
    post = await here.alice.publish("ask me", visibility="public")
    activity = request_for(here, verb, post["uri"])
    await here.receive(activity)
    (request,) = await waiting(here)
    assert (request.request_uri, request.interaction_uri) == (activity["id"], activity["instrument"]["id"])
    assert await here.notifications(here.alice) == [notification]
    assert here.sent("Accept") == []

    await here.decide(request, accept=True)
    (accept,) = here.sent("Accept")
    result = f"{here.alice.account.uri}/authorizations/{request.id}"
    assert accept["result"] == result
    assert accept["object"]["type"] == verb
    assert accept["object"]["id"] == activity["id"]
    assert accept["object"]["instrument"] == activity["instrument"]["id"]
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    counted = {"LikeRequest": "favourites", "ReplyRequest": "replies", "AnnounceRequest": "reblogs"}[verb]
    assert shown[f"{counted}_count"] == 1

    answer = await here.eve.get(here.server, f"/users/alice/authorizations/{request.id}")
    assert answer.status == 200
    served = orjson.loads(answer.body)
    assert (served["id"], served["type"]) == (result, verb.replace("Request", "Authorization"))
    assert served["interactingObject"] == activity["instrument"]["id"]
    assert served["interactionTarget"] == post["uri"]
    answer = await here.eve.get(here.server, f"/users/alice/accepts/{request.id}")
    served = orjson.loads(answer.body)
    assert (answer.status, served["type"], served["result"]) == (200, "Accept", result)


async def test_a_polite_request_is_accepted_at_once_where_everybody_may(here: Beside) -> None:
    post = await here.alice.publish("open", visibility="public")
    activity = request_for(here, "ReplyRequest", post["uri"])
    await here.receive(activity)
    (accept,) = here.sent("Accept")
    assert accept["result"].startswith(f"{here.alice.account.uri}/authorizations/")
    reply = await here.status(activity["instrument"]["id"])
    assert (reply.is_pending, reply.in_reply_to_uri) == (False, post["uri"])
    await here.receive(activity | {"id": f"{activity['id']}/again"})
    assert len(here.sent("Accept")) == 1


async def test_what_is_refused_is_answered_politely_and_is_no_approval(here: Beside) -> None:
    await set_policy(here.alice, asking())
    post = await here.alice.publish("ask me", visibility="public")
    activity = request_for(here, "ReplyRequest", post["uri"])
    await here.receive(activity)
    (request,) = await waiting(here)
    answer = await here.eve.get(here.server, f"/users/alice/authorizations/{request.id}")
    assert answer.status == 404
    await here.decide(request, accept=False)
    (reject,) = here.sent("Reject")
    assert (reject["object"]["id"], "result" in reject) == (activity["id"], False)
    assert await here.find(activity["instrument"]["id"]) is None
    for path in ("authorizations", "accepts"):
        answer = await here.eve.get(here.server, f"/users/alice/{path}/{request.id}")
        assert answer.status == 404
    await here.receive(here.eve.create(activity["instrument"]))
    assert await here.find(activity["instrument"]["id"]) is None


async def test_nobody_asks_for_somebody_else_or_about_another_status(here: Beside) -> None:
    mallory = here.peer.person("mallory")
    post = await here.alice.publish("open", visibility="public")
    for kind in ("LikeRequest", "ReplyRequest", "AnnounceRequest"):
        activity = request_for(here, kind, post["uri"])
        await here.receive(activity | {"actor": mallory.uri}, by=mallory)
        await here.receive(activity | {"object": f"{post['uri']}x"})
        assert here.sent("Accept") == []
        assert await waiting(here) == []


async def test_a_like_that_comes_unasked_is_answered_without_an_authorization(here: Beside) -> None:
    await set_policy(here.alice, only("followers"))
    post = await here.alice.publish("friends", visibility="public")
    like = here.eve.activity("Like", post["uri"])
    await here.receive(like)
    assert here.sent("Accept") == []
    assert await here.db.favourites.find_by_uri(like["id"]) is None
    await here.let_follow(await here.known(), here.alice.account)
    await here.receive(like | {"id": f"{like['id']}/again"})
    (accept,) = here.sent("Accept")
    assert (accept["object"], accept["target"]) == (f"{like['id']}/again", post["uri"])
    assert "result" not in accept
    mark = await here.db.favourites.find_by_uri(f"{like['id']}/again")
    assert mark is not None
    assert (mark.is_pending, mark.approved_by_uri) == (False, accept["id"])


async def test_a_like_that_is_taken_back_waits_for_nobody(here: Beside) -> None:
    await set_policy(here.alice, asking())
    post = await here.alice.publish("ask me", visibility="public")
    like = here.eve.activity("Like", post["uri"])
    await here.receive(like)
    assert len(await waiting(here)) == 1
    await here.receive(here.eve.activity("Undo", like))
    assert await waiting(here) == []
    assert await here.notifications(here.alice) == []
    assert (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["favourites_count"] == 0


async def test_answers_to_a_remote_post_need_the_word_of_its_author(here: Beside) -> None:
    """Mallory answers Eve, who lets nobody answer without her word; Alice follows both."""
    mallory = here.peer.person("mallory")
    for actor in (here.eve, mallory):
        await here.let_follow(here.alice.account, await here.known(actor))
    approval = {"always": [here.eve.uri], "approvalRequired": [PUBLIC]}
    closed = {"canLike": approval, "canReply": approval, "canAnnounce": approval}
    post = here.eve.note("ask me", interactionPolicy=closed)
    await here.receive(here.eve.create(post))

    unproved = mallory.note("no word", inReplyTo=post["id"])
    await here.receive(mallory.create(unproved), by=mallory)
    assert await here.find(unproved["id"]) is None

    proof_uri = here.peer.uri("/users/eve/authorizations/1")
    proved = mallory.note("with her word", inReplyTo=post["id"], approvedBy=proof_uri)
    proof = {
        "@context": AS,
        "id": proof_uri,
        "type": "ReplyAuthorization",
        "attributedTo": here.eve.uri,
        "interactingObject": proved["id"],
        "interactionTarget": post["id"],
    }
    for wrong in (
        {"attributedTo": mallory.uri},
        {"interactingObject": unproved["id"]},
        {"interactionTarget": f"{post['id']}x"},
        {"type": "LikeAuthorization"},
        {"id": f"{proof_uri}x"},
    ):
        here.peer.serve("/users/eve/authorizations/1", proof | wrong)
        await here.receive(mallory.create(proved), by=mallory)
        assert await here.find(proved["id"]) is None, wrong
    here.peer.serve("/users/eve/authorizations/1", proof)
    await here.receive(mallory.create(proved), by=mallory)
    assert (await here.status(proved["id"])).approved_by_uri == proof_uri

    boost = mallory.activity("Announce", post["id"], to=[PUBLIC])
    await here.receive(boost, by=mallory)
    assert await here.find(boost["id"]) is None
    await here.receive(here.eve.activity("Reject", proved["id"], target=post["id"]))
    assert await here.find(proved["id"]) is None


async def test_what_is_fetched_does_not_get_round_a_policy(here: Beside) -> None:
    await set_policy(here.alice, only("followers"))
    post = await here.alice.publish("friends", visibility="public")
    reply = here.eve.note("found", inReplyTo=post["uri"])
    fetcher = here.abroad.fetchers.statuses
    with pytest.raises(NotAllowed):
        await fetcher.by_uri(reply["id"])
    await here.let_follow(await here.known(), here.alice.account)
    other = here.eve.note("found", inReplyTo=post["uri"])
    assert (await fetcher.by_uri(other["id"])).in_reply_to_uri == post["uri"]


async def test_our_boost_carries_the_authorization_that_lets_it_stand(here: Beside) -> None:
    await here.let_follow(await here.known(), here.alice.account)
    asks = {"canAnnounce": {"automaticApproval": [], "manualApproval": [PUBLIC]}}
    note = here.eve.note("ask me", interactionPolicy=asks)
    status = await here.abroad.fetchers.statuses.by_uri(note["id"])
    boost = (await here.alice.post(f"/api/v1/statuses/{status.id}/reblog")).json
    await here.settle()
    proof = f"{here.eve.uri}/authorizations/1"
    await here.receive(here.eve.activity("Accept", boost["uri"], result=proof))
    waited, allowed = here.sent("Announce")
    assert "announceAuthorization" not in waited
    assert (allowed["announceAuthorization"], allowed["approvedBy"]) == (proof, proof)
    answer = await here.eve.get(here.server, boost["uri"].partition("here.example")[2])
    assert orjson.loads(answer.body)["announceAuthorization"] == proof
