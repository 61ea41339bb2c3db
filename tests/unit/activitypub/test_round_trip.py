"""What we write, we read: two instances of this software understand each other in full."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gotosocial.activitypub.activity import Activity, Create, Delete, Move, Undo, Update
from gotosocial.activitypub.read.activity import read_activity
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.note import read_note
from gotosocial.activitypub.read.parse import read_json
from gotosocial.activitypub.write.actor import ActorFacts, write_actor
from gotosocial.activitypub.write.context import Document, body_of
from gotosocial.activitypub.write.create import write_create, write_update, write_update_actor
from gotosocial.activitypub.write.delete import write_delete_actor, write_delete_status
from gotosocial.activitypub.write.move import write_move
from gotosocial.activitypub.write.note import NoteFacts, write_note
from gotosocial.activitypub.write.undo import write_undo
from gotosocial.activitypub.write.vote import VoteFacts, write_vote
from gotosocial.models.account import ProfileField
from gotosocial.models.poll import Poll
from tests.support.builders import a_media, a_status, an_account, an_emoji
from tests.unit.activitypub.write.samples import ALICE, BOB, HERE, PUBLIC

WHEN = datetime(2024, 5, 1, 12, 0, 0, 5000, tzinfo=UTC)
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"


def arrived(document: Document) -> dict[str, Any]:
    return read_json(body_of(document))


def said(document: Document) -> Activity:
    return read_activity(arrived(document))


def test_an_actor() -> None:
    account = an_account(
        "alice",
        display_name="Alice :blob:",
        note="<p>hi</p>",
        created_at=WHEN,
        is_locked=True,
        public_key="the key",
        fields=(ProfileField(name="web", value="<a>x</a>"),),
        also_known_as_uris=("https://old.example/a",),
        moved_to_uri="https://new.example/a",
    )
    facts = ActorFacts(account=account, emojis=(an_emoji(),), avatar=a_media(account, description="me"))
    actor = read_actor(arrived(write_actor(facts, HERE)))
    assert (actor.uri, actor.username, actor.name) == (account.uri, "alice", "Alice :blob:")
    assert (actor.inbox_uri, actor.shared_inbox_uri) == (account.uri + "/inbox", "https://here.example/inbox")
    assert (actor.followers_uri, actor.published_at, actor.is_locked) == (account.followers_uri, WHEN, True)
    assert (actor.keys[0].pem, actor.keys[0].owner_uri) == ("the key", account.uri)
    assert actor.icon is not None
    assert (actor.icon.description, len(actor.emojis), len(actor.fields)) == ("me", 1, 1)
    assert actor.webfinger == "alice@example"
    assert (actor.also_known_as_uris, actor.moved_to_uri) == (
        ("https://old.example/a",),
        "https://new.example/a",
    )


def test_a_note() -> None:
    media = a_media(ALICE, description="a cat", blurhash=BLURHASH, focus_x=0.5)
    status = a_status(ALICE, "hi", created_at=WHEN, language="en", spoiler_text="careful", tags=("cats",))
    facts = NoteFacts(
        status=status,
        author=ALICE,
        mentioned=(BOB,),
        emojis=(an_emoji("blob"),),
        media=(media,),
        parent_uri="https://remote.example/1",
        authorization_uri="https://remote.example/yes",
    )
    written = write_note(facts, HERE)
    note = read_note(arrived(written))
    assert (note.uri, note.url, note.author_uri) == (status.uri, status.url, ALICE.uri)
    assert (note.content, note.content_map, note.summary) == ("<p>hi</p>", (("en", "<p>hi</p>"),), "careful")
    assert (note.published_at, note.to, note.cc) == (WHEN, (PUBLIC,), (ALICE.followers_uri, BOB.uri))
    assert (note.in_reply_to_uri, note.approved_by_uri) == (facts.parent_uri, facts.authorization_uri)
    assert (note.hashtags, [mention.uri for mention in note.mentions]) == (("cats",), [BOB.uri])
    file = note.attachments[0]
    assert (file.description, file.blurhash, file.focus_x, file.width) == ("a cat", BLURHASH, 0.5, 64)
    assert note.policy is not None
    assert note.policy.can_reply.always == (PUBLIC,)
    assert note.replies_next_uri
    for document in (write_create(written), write_update(written, "1")):
        activity = said(document)
        assert isinstance(activity, Create | Update)
        assert activity.note == note


def test_a_poll_and_a_vote() -> None:
    status = a_status(ALICE, "what?")
    poll = Poll(id="P", status_id=status.id, options=("tea", "mate"), votes=(2, 0), voters_count=2)
    note = read_note(arrived(write_note(NoteFacts(status=status, author=ALICE, poll=poll), HERE)))
    assert note.poll is not None
    assert [(option.title, option.votes) for option in note.poll.options] == [("tea", 2), ("mate", 0)]
    facts = VoteFacts(voter=BOB, author=ALICE, status=status, poll=poll, voted_at=WHEN)
    vote = said(write_vote(facts, 1))
    assert isinstance(vote, Create)
    assert [(cast.choice, cast.in_reply_to_uri, cast.author_uri) for cast in vote.votes] == [
        ("mate", status.uri, BOB.uri)
    ]


def test_changes_of_an_actor() -> None:
    update = said(write_update_actor(write_actor(ActorFacts(account=ALICE), HERE), "https://here.example/u"))
    assert isinstance(update, Update)
    assert update.actor is not None
    assert update.actor.uri == ALICE.uri
    gone = said(write_delete_actor(ALICE))
    assert isinstance(gone, Delete)
    assert gone.object_uri == ALICE.uri
    moved = said(write_move("https://here.example/m", ALICE, BOB.uri))
    assert isinstance(moved, Move)
    assert (moved.object_uri, moved.target_uri) == (ALICE.uri, BOB.uri)


@pytest.mark.parametrize("mentioned", [[], [BOB]])
def test_a_delete_and_an_undo(mentioned: list[Any]) -> None:
    status = a_status(ALICE)
    document = write_delete_status(status, ALICE, mentioned, None)
    deleted = said(document)
    assert isinstance(deleted, Delete)
    assert deleted.object_uri == status.uri
    undone = said(write_undo(document))
    assert isinstance(undone, Undo)
    assert isinstance(undone.inner, Delete)
