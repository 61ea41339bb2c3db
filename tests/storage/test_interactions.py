"""Polls, earlier versions, requests to interact, moves and reports."""

from datetime import timedelta

import attrs
import pytest

from gotosocial.models.move import Move
from gotosocial.models.poll import PollVote
from gotosocial.models.report import Report
from gotosocial.models.status_edit import StatusEdit
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.paging import Page
from tests.support.builders import (
    a_favourite,
    a_follow,
    a_poll,
    a_request,
    a_status,
    a_time,
    an_account,
    an_id,
)
from tests.support.keep import keep


async def test_a_poll_is_kept_with_its_status_and_changes_with_it(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    poll = a_poll(status, "tea", "coffee", "neither", expires_at=a_time(), is_multiple=True)
    await keep(db, author, status, poll)
    with pytest.raises(Duplicate):
        await db.polls.insert(a_poll(status))
    counted = attrs.evolve(poll, votes=(1, 2, 0), voters_count=2)

    async def deed(t: Transaction) -> None:
        assert await t.polls.get_to_change(poll.id) == poll
        await t.polls.update(counted)

    await db.transact(deed)
    assert await db.polls.find(poll.id) == counted
    assert await db.polls.get_many([poll.id, "none"]) == {poll.id: counted}
    await db.statuses.delete([status.id])
    assert await db.polls.find(poll.id) is None


async def test_a_poll_is_closed_once(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    poll, now = a_poll(status), a_time()
    await keep(db, author, status, poll)
    assert await db.polls.close(poll.id, now)
    assert not await db.polls.close(poll.id, a_time())
    assert await db.polls.find(poll.id) == attrs.evolve(poll, closed_at=now)


async def test_votes_are_kept_by_voter_and_local_voters_are_found(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    author, here, there = an_account(), an_account("here"), an_account("there", "far.example")
    status = a_status(by=author)
    poll = a_poll(status)
    await keep(db, author, here, there, status, poll)
    told: list[str] = []
    bus.subscribe("marks", told.append)
    for voter in (here, there):
        vote = PollVote(id=an_id(), poll_id=poll.id, account_id=voter.id, choices=(0,), created_at=a_time())
        await db.polls.put_vote(vote, status.id)
    mine = await db.polls.find_vote(poll.id, here.id)
    assert mine is not None
    assert mine.choices == (0,)
    await db.polls.put_vote(attrs.evolve(mine, id=an_id(), choices=(0, 1)), status.id)
    mine = await db.polls.find_vote(poll.id, here.id)
    assert mine is not None
    assert mine.choices == (0, 1)
    assert await db.polls.votes_of(here.id, [poll.id, "none"]) == {poll.id: mine}
    assert await db.polls.votes_of(author.id, [poll.id]) == {}
    assert await db.polls.local_voters(poll.id, "", 9) == [here.id]
    assert await db.polls.local_voters(poll.id, here.id, 9) == []
    assert told == [f"{here.id}:{status.id}", f"{there.id}:{status.id}", f"{here.id}:{status.id}"]


async def test_earlier_versions_are_listed_oldest_first(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    edits = [
        StatusEdit(
            id=an_id(),
            status_id=status.id,
            written_at=a_time(),
            content=f"<p>{number}</p>",
            media_ids=("M",),
            media_descriptions=("a cat",),
            poll_options=("yes",),
            poll_votes=(number,),
        )
        for number in range(3)
    ]
    await keep(db, author, status)
    for edit in edits:
        await db.status_edits.insert(edit)
    assert await db.status_edits.list(status.id) == edits
    assert await db.status_edits.count(status.id) == 3
    assert await db.status_edits.list("none") == []


async def test_a_request_waits_until_it_is_decided_once(engine: Engine) -> None:
    db = Database(engine)
    author, fan = an_account(), an_account("fan", "far.example")
    status, other = a_status(by=author), a_status(by=author)
    reply, like = a_request("reply", fan, status), a_request("favourite", fan, other)
    await keep(db, author, fan, status, other, reply, like)
    assert not await db.interaction_requests.insert(attrs.evolve(reply, id=an_id()))
    assert await db.interaction_requests.find_by_interaction(reply.interaction_uri) == reply
    waiting = await db.interaction_requests.page_waiting(author.id, Page(limit=9))
    assert waiting.items == [like, reply]
    only_replies = await db.interaction_requests.page_waiting(author.id, Page(limit=9), kinds=("reply",))
    assert only_replies.items == [reply]
    of_other = await db.interaction_requests.page_waiting(author.id, Page(limit=9), status_id=other.id)
    assert of_other.items == [like]
    accepted = attrs.evolve(reply, accepted_at=a_time(), response_uri="R", authorization_uri="A")
    assert await db.interaction_requests.decide(accepted)
    assert not await db.interaction_requests.decide(attrs.evolve(reply, rejected_at=a_time()))
    assert await db.interaction_requests.get(reply.id) == accepted
    assert (await db.interaction_requests.page_waiting(author.id, Page(limit=9))).items == [like]


async def test_a_refusal_is_remembered_when_the_interaction_is_taken_back(engine: Engine) -> None:
    db = Database(engine)
    author, fan = an_account(), an_account("fan", "far.example")
    status = a_status(by=author)
    waiting = a_request("reply", fan, status)
    refused = a_request("reply", fan, status, rejected_at=a_time(), response_uri="R")
    await keep(db, author, fan, status, waiting, refused)
    for request in (waiting, refused):
        await db.interaction_requests.delete_by_interaction(request.interaction_uri)
    assert await db.interaction_requests.find(waiting.id) is None
    assert await db.interaction_requests.find(refused.id) == refused
    changed = attrs.evolve(refused, id=an_id(), rejected_at=None, accepted_at=a_time(), response_uri="S")
    await db.interaction_requests.put(changed)
    assert await db.interaction_requests.find(refused.id) == attrs.evolve(changed, id=refused.id)


async def test_what_waits_for_approval_is_approved_once(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    reply = a_status(by=author, reply_to=status, is_pending=True)
    mark = a_favourite(by=author, of=status, is_pending=True)
    await keep(db, author, status, reply, mark)
    assert await db.favourites.approve(mark.id, "A")
    assert not await db.favourites.approve(mark.id, "B")
    assert await db.favourites.find(author.id, status.id) == attrs.evolve(
        mark, is_pending=False, approved_by_uri="A"
    )
    assert await db.statuses.approve(reply.id, "A")
    assert not await db.statuses.approve(reply.id, "B")
    assert await db.statuses.get(reply.id) == attrs.evolve(reply, is_pending=False, approved_by_uri="A")


async def test_moves_are_found_by_both_ends(engine: Engine) -> None:
    db = Database(engine)
    now = a_time()
    move = Move(id=an_id(), uri="https://a/m", origin_uri="https://a", target_uri="https://b", tried_at=now)
    await db.moves.put(move)
    for end in ("https://a", "https://b"):
        assert await db.moves.latest(end, now) == move
        assert await db.moves.latest(end, now + timedelta(seconds=1)) is None
        assert not await db.moves.has_succeeded(end, now)
    await db.moves.put(attrs.evolve(move, succeeded_at=now))
    assert await db.moves.has_succeeded("https://b", now)
    assert not await db.moves.has_succeeded("https://b", now + timedelta(seconds=1))
    assert await db.moves.find_by_uri("https://a/m") == attrs.evolve(move, succeeded_at=now)


async def test_reports_are_kept_once_and_listed_by_their_ends(engine: Engine) -> None:
    db = Database(engine)
    here, bad = an_account(), an_account("bad", "far.example")
    await keep(db, here, bad)
    now = a_time()
    reports = [
        Report(
            id=an_id(),
            uri=f"https://r/{number}",
            account_id=here.id,
            target_id=bad.id,
            comment="rude",
            status_ids=("S",),
            created_at=now,
            updated_at=now,
        )
        for number in range(2)
    ]
    for report in reports:
        assert await db.reports.insert(report)
        assert not await db.reports.insert(attrs.evolve(report, id=an_id()))
    done = attrs.evolve(reports[0], action_taken_at=a_time(), action_taken_by=here.id, action_taken="talked")
    await db.reports.update(done)
    assert await db.reports.find(done.id) == done
    page = Page(limit=9)
    assert (await db.reports.page(page)).items == [reports[1], done]
    assert (await db.reports.page(page, account_id=here.id)).items == [reports[1], done]
    assert (await db.reports.page(page, target_id=here.id)).items == []


async def test_requests_without_an_answer_are_found_when_their_time_comes(engine: Engine) -> None:
    db = Database(engine)
    here, far, near = an_account(), an_account("far", "far.example"), an_account("near")
    await keep(db, here, far, near)
    asked, plain = a_follow(by=here, of=far), a_follow(by=here, of=near)
    now = a_time()
    for request in (asked, plain):
        await db.follow_requests.insert(request)
    await db.follow_requests.ask_again(asked.id, now, 1)
    assert await db.follow_requests.unanswered(now - timedelta(seconds=1), 9) == []
    found = await db.follow_requests.unanswered(now, 9)
    assert [(one.request, one.times_asked) for one in found] == [(asked, 1)]
    await db.follow_requests.ask_again(asked.id, None, 2)
    assert await db.follow_requests.unanswered(now + timedelta(days=99), 9) == []
