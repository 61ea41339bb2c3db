"""Interaction policies between two instances: what is free, what waits, what is refused (V-09 to V-22)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import Conflict, NotAllowed, NotFound
from gotosocial.federation.dereference.approvals import ApprovalCheck
from gotosocial.handlers.inbox.permit import Permits, ReplyPermits
from gotosocial.handlers.interactions.decide import InteractionDecisions
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.util.paging import Page
from tests.support.instance import Person
from tests.support.neighbours import (
    Neighbours,
    asking,
    db_of,
    neighbours,
    only,
    requester_of,
    set_policy,
)

REPLY = {"visibility": "public"}


@pytest_twisted.async_yield_fixture
async def pair(kind: str, tmp_path: Path) -> AsyncIterator[Neighbours]:
    """Alice in the north, whom bob in the south follows."""
    async with neighbours(tmp_path, kind) as started:
        yield started


def decisions_of(who: Person) -> InteractionDecisions:
    shared = who.server.instance.shared
    return InteractionDecisions(shared.access, shared.decider)


def permits_of(who: Person) -> ReplyPermits:
    shared, abroad = who.server.instance.shared, who.server.instance.near.abroad
    permits = Permits(shared.access, shared.decider.approvals, ApprovalCheck(abroad.client))
    return ReplyPermits(permits, abroad.fetchers.statuses)


def a_note(by: Account, uri: str, answers: str) -> RemoteNote:
    return RemoteNote(uri=uri, note_type="Note", author_uri=by.uri, in_reply_to_uri=answers)


async def waiting_for(who: Person) -> list[InteractionRequest]:
    return (await db_of(who).interaction_requests.page_waiting(who.id, Page(limit=40))).items


async def count(who: Person, post: dict[str, Any], what: str) -> int:
    shown = (await who.get(f"/api/v1/statuses/{post['id']}")).json
    return int(shown[f"{what}_count"])


async def test_a_like_that_waits_counts_once_it_is_accepted(pair: Neighbours) -> None:
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    await pair.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    await pair.settle()
    mine = await db_of(pair.bob).favourites.find(pair.bob.id, seen.id)
    assert mine is not None
    assert mine.is_pending
    assert await count(pair.alice, post, "favourites") == 0
    assert (await pair.notifications(pair.alice))[0] == "pending.favourite"
    (request,) = await waiting_for(pair.alice)
    assert request.kind == "favourite"
    decided = await decisions_of(pair.alice).accept(requester_of(pair.alice), request.id)
    assert decided.authorization_uri == f"https://north.test/users/alice/authorizations/{request.id}"
    await pair.settle()
    assert await count(pair.alice, post, "favourites") == 1
    assert (await pair.notifications(pair.alice))[0] == "favourite"
    assert "pending.favourite" not in await pair.notifications(pair.alice)
    mine = await db_of(pair.bob).favourites.find(pair.bob.id, seen.id)
    assert mine is not None
    assert not mine.is_pending
    assert mine.approved_by_uri == f"https://north.test/users/alice/accepts/{request.id}"


async def test_a_reply_waits_in_the_dark_and_goes_to_everybody_once_it_is_accepted(pair: Neighbours) -> None:
    carol = await pair.internet.person(pair.south, "carol")
    await pair.follow(carol, pair.bob)
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    answer = await pair.bob.publish("may I?", in_reply_to_id=seen.id, **REPLY)
    await pair.settle()
    assert (await pair.seen(pair.alice, answer)).is_pending
    assert (await pair.seen(pair.bob, answer)).is_pending
    assert answer["uri"] not in await pair.home(pair.bob)
    assert (await carol.get(f"/api/v1/statuses/{answer['id']}")).status == 404
    assert await count(pair.alice, post, "replies") == 0
    assert (await pair.notifications(pair.alice))[0] == "pending.reply"
    (request,) = await waiting_for(pair.alice)
    await decisions_of(pair.alice).accept(requester_of(pair.alice), request.id)
    await pair.settle()
    there, here = await pair.seen(pair.alice, answer), await pair.seen(pair.bob, answer)
    assert not there.is_pending
    assert not here.is_pending
    assert here.approved_by_uri == request_uri("accepts", request)
    assert answer["uri"] in await pair.home(pair.bob)
    assert (await carol.get(f"/api/v1/statuses/{answer['id']}")).status == 200
    assert await count(pair.alice, post, "replies") == 1
    document = await pair.south.instance.shared.documents.note(here, pair.bob.account)
    assert document["approvedBy"] == request_uri("accepts", request)


async def test_a_boost_that_is_refused_goes_away_on_both_sides(pair: Neighbours) -> None:
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    boost = (await pair.bob.post(f"/api/v1/statuses/{seen.id}/reblog")).json
    await pair.settle()
    assert (await pair.seen(pair.alice, boost)).is_pending
    assert (await pair.notifications(pair.alice))[0] == "pending.reblog"
    (request,) = await waiting_for(pair.alice)
    decided = await decisions_of(pair.alice).reject(requester_of(pair.alice), request.id)
    assert decided.rejected_at is not None
    await pair.settle()
    assert not await pair.is_there(pair.alice, boost)
    assert not await pair.is_there(pair.bob, boost)
    assert await count(pair.alice, post, "reblogs") == 0
    with pytest.raises(Conflict):
        await decisions_of(pair.alice).accept(requester_of(pair.alice), request.id)


async def test_a_refused_reply_does_not_come_back_and_neither_do_answers_to_it(pair: Neighbours) -> None:
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    answer = await pair.bob.publish("spam", in_reply_to_id=seen.id, **REPLY)
    await pair.settle()
    (request,) = await waiting_for(pair.alice)
    await decisions_of(pair.alice).reject(requester_of(pair.alice), request.id)
    await pair.settle()
    assert not await pair.is_there(pair.alice, answer)
    assert not await pair.is_there(pair.bob, answer)
    bob = await pair.known(pair.alice, pair.bob)
    again = a_note(bob, answer["uri"], answers=post["uri"])
    below = a_note(bob, f"{answer['uri']}/below", answers=answer["uri"])
    for note in (again, below):
        with pytest.raises(NotAllowed):
            await permits_of(pair.alice).find(note, bob)


async def test_followers_who_may_are_accepted_at_once_and_everybody_can_check_it(pair: Neighbours) -> None:
    await set_policy(pair.alice, only("followers"))
    post = await pair.alice.publish("friends", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    answer = await pair.bob.publish("hi", in_reply_to_id=seen.id, **REPLY)
    await pair.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    await pair.settle()
    there, here = await pair.seen(pair.alice, answer), await pair.seen(pair.bob, answer)
    assert not there.is_pending
    assert not here.is_pending
    assert await waiting_for(pair.alice) == []
    assert await count(pair.alice, post, "favourites") == 1
    mine = await db_of(pair.bob).favourites.find(pair.bob.id, seen.id)
    assert mine is not None
    assert not mine.is_pending
    assert here.approved_by_uri.startswith("https://north.test/users/alice/accepts/")


async def test_whom_the_policy_does_not_name_nothing_happens_for(pair: Neighbours) -> None:
    await set_policy(pair.alice, only("author"))
    post = await pair.alice.publish("quiet", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    refused = await pair.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    assert refused.status == 403
    answer = await pair.bob.post("/api/v1/statuses", {"status": "hm", "in_reply_to_id": seen.id})
    assert answer.status == 403
    assert await count(pair.alice, post, "replies") == 0


async def test_answering_what_waits_lets_it_in(pair: Neighbours) -> None:
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await pair.settle()
    seen = await pair.seen(pair.bob, post)
    answer = await pair.bob.publish("may I?", in_reply_to_id=seen.id, **REPLY)
    await pair.settle()
    there = await pair.seen(pair.alice, answer)
    await pair.alice.publish("you may", in_reply_to_id=there.id, **REPLY)
    await pair.settle()
    assert not (await pair.seen(pair.alice, answer)).is_pending
    assert not (await pair.seen(pair.bob, answer)).is_pending
    assert await waiting_for(pair.alice) == []


async def test_nobody_decides_for_somebody_else(pair: Neighbours) -> None:
    dora = await pair.internet.person(pair.north, "dora")
    await set_policy(pair.alice, asking())
    post = await pair.alice.publish("ask me", visibility="public")
    await dora.post(f"/api/v1/statuses/{post['id']}/favourite")
    (request,) = await waiting_for(pair.alice)
    with pytest.raises(NotFound):
        await decisions_of(dora).accept(requester_of(dora), request.id)
    await decisions_of(pair.alice).accept(requester_of(pair.alice), request.id)
    assert await count(pair.alice, post, "favourites") == 1
    assert "favourite" in await pair.notifications(pair.alice)


def request_uri(folder: str, request: InteractionRequest) -> str:
    return f"https://north.test/users/alice/{folder}/{request.id}"
