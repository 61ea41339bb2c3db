"""Activities have the shape that peers rely on, field by field."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gotosocial.activitypub.write.announce import write_announce
from gotosocial.activitypub.write.approval import (
    ApprovalFacts,
    write_accept_interaction,
    write_authorization,
    write_reject_interaction,
)
from gotosocial.activitypub.write.block import write_block
from gotosocial.activitypub.write.collection import (
    PageFacts,
    write_collection,
    write_hidden_collection,
    write_page,
    write_paged_collection,
)
from gotosocial.activitypub.write.delete import write_delete_actor, write_delete_status, write_tombstone
from gotosocial.activitypub.write.flag import write_flag
from gotosocial.activitypub.write.follow import write_accept_follow, write_follow, write_reject_follow
from gotosocial.activitypub.write.like import write_like
from gotosocial.activitypub.write.move import write_move
from gotosocial.activitypub.write.undo import write_undo
from gotosocial.activitypub.write.vote import VoteFacts, write_vote
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.poll import Poll
from gotosocial.models.visibility import Visibility
from tests.support.builders import a_block, a_favourite, a_follow, a_status, an_account
from tests.unit.activitypub.write.samples import ALICE, BOB, PUBLIC

CAROL = an_account("carol", domain="third.example")
WHEN = datetime(2024, 5, 1, tzinfo=UTC)


def test_a_follow_and_its_answers() -> None:
    follow = a_follow(BOB, ALICE)
    inner = write_follow(follow, BOB, ALICE)
    assert inner == {
        "id": follow.uri,
        "type": "Follow",
        "actor": BOB.uri,
        "object": ALICE.uri,
        "to": [ALICE.uri],
    }
    for write, kind in ((write_accept_follow, "Accept"), (write_reject_follow, "Reject")):
        assert write("https://here.example/1", follow, BOB, ALICE) == {
            "id": "https://here.example/1",
            "type": kind,
            "actor": ALICE.uri,
            "to": [BOB.uri],
            "object": inner,
        }


def test_a_like_goes_to_the_author_and_its_undo_too() -> None:
    status = a_status(BOB)
    favourite = a_favourite(ALICE, status)
    like = write_like(favourite, status, ALICE, BOB)
    assert like == {
        "id": favourite.uri,
        "type": "Like",
        "actor": ALICE.uri,
        "object": status.uri,
        "to": [BOB.uri],
    }
    assert write_undo(like) == {
        "id": favourite.uri + "#Undo",
        "type": "Undo",
        "actor": ALICE.uri,
        "to": [BOB.uri],
        "object": like,
    }
    approved = attrs.evolve(favourite, approved_by_uri="https://r.example/1")
    assert write_like(approved, status, ALICE, BOB)["approvedBy"] == "https://r.example/1"


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], [ALICE.followers_uri, BOB.uri]),
        (Visibility.UNLISTED, [ALICE.followers_uri], [BOB.uri, PUBLIC]),
        (Visibility.PRIVATE, [ALICE.followers_uri], [BOB.uri]),
    ],
)
def test_a_boost_goes_to_followers_and_the_author(
    visibility: Visibility, to: list[str], cc: list[str]
) -> None:
    original = a_status(BOB)
    boost = a_status(ALICE, visibility=visibility, boost_of=original, created_at=WHEN)
    announce = write_announce(boost, original, ALICE, BOB)
    assert announce == {
        "id": boost.uri,
        "type": "Announce",
        "actor": ALICE.uri,
        "published": "2024-05-01T00:00:00.000Z",
        "to": to,
        "cc": cc,
        "object": original.uri,
    }
    undo = write_undo(announce)
    assert (undo["to"], undo["cc"], undo["object"]) == (to, cc, announce)
    proof = "https://b.example/authorizations/1"
    allowed = write_announce(boost, original, ALICE, BOB, authorization_uri=proof)
    assert allowed == announce | {"announceAuthorization": proof}


def test_a_block_concerns_one_actor() -> None:
    block = a_block(ALICE, BOB)
    assert write_block(block, ALICE, BOB) == {
        "id": block.uri,
        "type": "Block",
        "actor": ALICE.uri,
        "object": BOB.uri,
        "to": [BOB.uri],
    }


def test_a_delete_reaches_whoever_may_know_of_the_post() -> None:
    status = a_status(ALICE)
    assert write_delete_status(status, ALICE, [BOB], CAROL) == {
        "id": status.uri + "#Delete",
        "type": "Delete",
        "actor": ALICE.uri,
        "to": [PUBLIC],
        "cc": [ALICE.followers_uri, BOB.uri, CAROL.uri],
        "object": status.uri,
    }


def test_a_delete_of_a_direct_post_is_not_public() -> None:
    status = a_status(ALICE, visibility=Visibility.DIRECT)
    delete = write_delete_status(status, ALICE, [BOB], BOB)
    assert (delete["to"], delete["cc"]) == ([BOB.uri], [])


def test_an_account_deletes_itself() -> None:
    delete = write_delete_actor(ALICE)
    assert (delete["actor"], delete["object"]) == (ALICE.uri, ALICE.uri)
    assert (delete["to"], delete["cc"]) == ([ALICE.followers_uri], [PUBLIC])


def test_a_tombstone_says_when_it_was_set() -> None:
    assert write_tombstone("https://here.example/1", WHEN) == {
        "id": "https://here.example/1",
        "type": "Tombstone",
        "deleted": "2024-05-01T00:00:00.000Z",
    }
    assert "deleted" not in write_tombstone("https://here.example/1")


def test_a_vote_is_a_nameless_note_for_the_author_alone() -> None:
    status = a_status(BOB)
    poll = Poll(id="P", status_id=status.id, options=("mate", "tea"), votes=(0, 0))
    vote = write_vote(VoteFacts(voter=ALICE, author=BOB, status=status, poll=poll, voted_at=WHEN), 1)
    assert vote["id"] == f"{ALICE.uri}/activity#vote1/{status.id}"
    assert (vote["type"], vote["actor"], vote["to"]) == ("Create", ALICE.uri, [BOB.uri])
    assert vote["object"] == {
        "id": f"{ALICE.uri}#P/votes/1",
        "type": "Note",
        "name": "tea",
        "attributedTo": ALICE.uri,
        "inReplyTo": status.uri,
        "to": [BOB.uri],
    }


def test_a_report_names_the_reported_and_not_the_reporter() -> None:
    reporter = "https://here.example/users/here.example"
    flag = write_flag("https://here.example/reports/1", reporter, BOB, ["s"], "c")
    assert flag == {
        "id": "https://here.example/reports/1",
        "type": "Flag",
        "actor": reporter,
        "content": "c",
        "object": [BOB.uri, "s"],
    }


def test_a_move_names_old_and_new() -> None:
    move = write_move("https://here.example/m", ALICE, CAROL.uri)
    assert (move["actor"], move["object"], move["target"]) == (ALICE.uri, ALICE.uri, CAROL.uri)
    assert (move["to"], move["cc"]) == ([ALICE.followers_uri], [PUBLIC])


STATUS = a_status(ALICE, uri="S")


def approval(**changes: Any) -> ApprovalFacts:
    request = InteractionRequest(
        id="1",
        kind="reply",
        status_id=STATUS.id,
        target_id=ALICE.id,
        account_id=BOB.id,
        interaction_uri="I",
        created_at=WHEN,
        response_uri="U",
        authorization_uri="A",
    )
    return ApprovalFacts(request=attrs.evolve(request, **changes), status=STATUS, author=ALICE, by=BOB)


def test_an_interaction_that_came_unasked_is_answered_by_its_own_id() -> None:
    assert write_accept_interaction(approval()) == {
        "id": "U",
        "type": "Accept",
        "actor": ALICE.uri,
        "to": [BOB.uri],
        "cc": [PUBLIC, ALICE.followers_uri],
        "object": "I",
        "target": "S",
    }
    like = write_reject_interaction(approval(kind="favourite"))
    assert (like["type"], "cc" in like) == ("Reject", False)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("favourite", "LikeRequest"), ("reply", "ReplyRequest"), ("reblog", "AnnounceRequest")],
)
def test_a_polite_request_is_answered_with_the_request_and_the_authorization(kind: str, wanted: str) -> None:
    accept = write_accept_interaction(approval(kind=kind, request_uri="R"))
    assert accept["result"] == "A"
    assert "cc" not in accept
    assert accept["object"] == {
        "id": "R",
        "type": wanted,
        "actor": BOB.uri,
        "object": "S",
        "instrument": "I",
    }
    assert "result" not in write_reject_interaction(approval(request_uri="R"))


def test_an_authorization_binds_one_interaction_to_one_status() -> None:
    assert write_authorization(approval()) == {
        "id": "A",
        "type": "ReplyAuthorization",
        "attributedTo": ALICE.uri,
        "interactingObject": "I",
        "interactionTarget": "S",
    }
    assert write_authorization(approval(kind="favourite"))["type"] == "LikeAuthorization"


def test_collections_are_short_paged_or_hidden() -> None:
    assert write_collection("C", ["a"]) == {
        "id": "C",
        "type": "OrderedCollection",
        "totalItems": 1,
        "orderedItems": ["a"],
    }
    assert write_paged_collection("C", 7, "C?limit=40")["first"] == "C?limit=40"
    assert write_hidden_collection("C") == {"id": "C", "type": "OrderedCollection"}
    page = write_page(PageFacts(uri="P", part_of_uri="C", items=["a"], total=7, next_uri="N"))
    assert page == {
        "id": "P",
        "type": "OrderedCollectionPage",
        "partOf": "C",
        "totalItems": 7,
        "orderedItems": ["a"],
        "next": "N",
    }
