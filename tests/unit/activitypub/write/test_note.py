"""Statuses have the shape that peers rely on, field by field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.create import write_create, write_update
from gotosocial.activitypub.write.note import NoteFacts, write_note
from gotosocial.models.interaction_policy import FOLLOWERS, MENTIONED, InteractionPolicy, PolicyRules
from gotosocial.models.poll import Poll
from gotosocial.models.visibility import Visibility
from tests.support.builders import a_media, a_status, an_emoji
from tests.unit.activitypub.write.samples import ALICE, BOB, HERE, PUBLIC, sent, terms

WHEN = datetime(2024, 5, 1, 12, 0, 0, 5000, tzinfo=UTC)
FOLLOWERS_OF_ALICE = ALICE.followers_uri


def test_a_note_has_everything_that_peers_read() -> None:
    status = a_status(ALICE, "hi", created_at=WHEN, language="en", spoiler_text="careful", is_sensitive=True)
    note = sent(write_note(NoteFacts(status=status, author=ALICE), HERE))
    del note["@context"], note["interactionPolicy"]
    assert note == {
        "id": status.uri,
        "type": "Note",
        "url": status.url,
        "attributedTo": ALICE.uri,
        "published": "2024-05-01T12:00:00.005Z",
        "to": [PUBLIC],
        "cc": [FOLLOWERS_OF_ALICE],
        "sensitive": True,
        "summary": "careful",
        "content": "<p>hi</p>",
        "contentMap": {"en": "<p>hi</p>"},
        "attachment": [],
        "tag": [],
        "replies": {
            "id": f"{status.uri}/replies",
            "type": "Collection",
            "first": {
                "id": f"{status.uri}/replies?page=true",
                "type": "CollectionPage",
                "partOf": f"{status.uri}/replies",
                "next": f"{status.uri}/replies?page=true&only_other_accounts=false",
            },
        },
    }


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], [FOLLOWERS_OF_ALICE, BOB.uri]),
        (Visibility.UNLISTED, [FOLLOWERS_OF_ALICE], [PUBLIC, BOB.uri]),
        (Visibility.PRIVATE, [FOLLOWERS_OF_ALICE], [BOB.uri]),
        (Visibility.MUTUALS_ONLY, None, [BOB.uri]),
        (Visibility.DIRECT, [BOB.uri], None),
    ],
)
def test_the_audience_follows_from_the_visibility(
    visibility: Visibility, to: list[str] | None, cc: list[str] | None
) -> None:
    facts = NoteFacts(status=a_status(ALICE, visibility=visibility), author=ALICE, mentioned=(BOB,))
    note = write_note(facts, HERE)
    assert (note.get("to"), note.get("cc")) == (to, cc)
    create = write_create(note)
    assert (create.get("to"), create.get("cc")) == (to, cc)


def test_tags_are_mentions_then_emojis_then_hashtags() -> None:
    status = a_status(ALICE, tags=("cats",))
    emoji = an_emoji("blob", updated_at=WHEN)
    off = an_emoji("gone", is_disabled=True)
    facts = NoteFacts(status=status, author=ALICE, mentioned=(BOB, ALICE), emojis=(emoji, off))
    mention, own, picture, tag = write_note(facts, HERE)["tag"]
    assert mention == {"type": "Mention", "href": BOB.uri, "name": "@bob@remote.example"}
    assert own["name"] == "@alice@example"
    assert picture == {
        "id": emoji.uri,
        "type": "Emoji",
        "name": ":blob:",
        "updated": "2024-05-01T12:00:00.005Z",
        "icon": {
            "type": "Image",
            "mediaType": "image/png",
            "url": f"https://here.example/fileserver/{emoji.file_key}",
        },
    }
    assert tag == {"type": "Hashtag", "href": "https://here.example/tags/cats", "name": "#cats"}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("image", "Image"), ("gifv", "Video"), ("video", "Video"), ("audio", "Audio"), ("unknown", "Document")],
)
def test_files_carry_their_alt_text_under_both_names(kind: str, wanted: str) -> None:
    media = a_media(ALICE, kind=kind, description="a cat", blurhash="LEHV", focus_x=0.5)
    facts = NoteFacts(status=a_status(ALICE, media_ids=(media.id,)), author=ALICE, media=(media,))
    assert write_note(facts, HERE)["attachment"] == [
        {
            "type": wanted,
            "mediaType": "image/jpeg",
            "url": f"https://here.example/fileserver/{media.file_key}",
            "name": "a cat",
            "summary": "a cat",
            "blurhash": "LEHV",
            "focalPoint": [0.5, 0.0],
            "width": 64,
            "height": 48,
        }
    ]
    assert terms(write_note(facts, HERE)) >= {"toot", "blurhash", "focalPoint"}


def a_poll(**changes: Any) -> Poll:
    return Poll(id="P", status_id="S", options=("tea", "mate"), votes=(2, 0), voters_count=2, **changes)


def question_of(poll: Poll) -> Document:
    return write_note(NoteFacts(status=a_status(ALICE), author=ALICE, poll=poll), HERE)


def test_a_poll_makes_a_question() -> None:
    question = question_of(a_poll(expires_at=WHEN))
    assert question["type"] == "Question"
    assert question["oneOf"] == [
        {"type": "Note", "name": "tea", "replies": {"type": "Collection", "totalItems": 2}},
        {"type": "Note", "name": "mate", "replies": {"type": "Collection", "totalItems": 0}},
    ]
    assert question["votersCount"] == 2
    assert question["endTime"] == "2024-05-01T12:00:00.005Z"
    assert "closed" not in question


def test_hidden_counts_stay_hidden_until_the_poll_is_closed() -> None:
    question = question_of(a_poll(is_multiple=True, hides_counts=True))
    assert question["anyOf"] == [{"type": "Note", "name": "tea"}, {"type": "Note", "name": "mate"}]
    assert "votersCount" not in question
    closed = question_of(a_poll(is_multiple=True, hides_counts=True, closed_at=WHEN))
    assert closed["anyOf"][0]["replies"]["totalItems"] == 2
    assert closed["closed"] == "2024-05-01T12:00:00.005Z"


@pytest.mark.parametrize(
    ("visibility", "likes", "announces"),
    [
        (Visibility.PUBLIC, [PUBLIC], [PUBLIC]),
        (Visibility.PRIVATE, [ALICE.uri, FOLLOWERS_OF_ALICE, BOB.uri], [ALICE.uri]),
        (Visibility.DIRECT, [ALICE.uri, BOB.uri], [ALICE.uri]),
    ],
)
def test_a_policy_is_always_sent_under_old_and_new_names(
    visibility: Visibility, likes: list[str], announces: list[str]
) -> None:
    facts = NoteFacts(status=a_status(ALICE, visibility=visibility), author=ALICE, mentioned=(BOB,))
    policy = write_note(facts, HERE)["interactionPolicy"]
    assert set(policy) == {"canLike", "canReply", "canAnnounce", "canQuote"}
    empty: list[str] = []
    assert policy["canLike"] == policy["canReply"]
    for name, always in (("canLike", likes), ("canAnnounce", announces), ("canQuote", [ALICE.uri])):
        assert policy[name] == {
            "automaticApproval": always,
            "manualApproval": empty,
            "always": always,
            "approvalRequired": empty,
        }


def test_an_own_policy_names_actors_and_collections() -> None:
    careful = PolicyRules(always=(MENTIONED, "https://x.example/u"), with_approval=(FOLLOWERS,))
    policy = InteractionPolicy(can_favourite=careful, can_reply=careful, can_reblog=careful)
    facts = NoteFacts(status=a_status(ALICE, policy=policy), author=ALICE, mentioned=(BOB,))
    replies = write_note(facts, HERE)["interactionPolicy"]["canReply"]
    assert replies["automaticApproval"] == [BOB.uri, "https://x.example/u"]
    assert replies["approvalRequired"] == [FOLLOWERS_OF_ALICE]


def test_replies_edits_and_approvals_are_named_where_there_are_any() -> None:
    status = a_status(ALICE, edited_at=WHEN, approved_by_uri="https://r.example/accepts/1")
    facts = NoteFacts(
        status=status, author=ALICE, parent_uri="https://r.example/1", authorization_uri="https://r.example/2"
    )
    note = write_note(facts, HERE)
    assert note["inReplyTo"] == "https://r.example/1"
    assert note["updated"] == "2024-05-01T12:00:00.005Z"
    assert note["approvedBy"] == "https://r.example/accepts/1"
    assert note["replyAuthorization"] == "https://r.example/2"


def test_creates_have_one_id_and_updates_each_their_own() -> None:
    status = a_status(ALICE, edited_at=WHEN)
    note = write_note(NoteFacts(status=status, author=ALICE), HERE)
    create = write_create(note)
    assert (create["id"], create["type"]) == (f"{status.uri}/activity#Create", "Create")
    assert (create["actor"], create["published"]) == (ALICE.uri, note["published"])
    first, second = write_update(note, "1"), write_update(note, "2")
    assert first["id"] == f"{status.uri}/activity#Update/1"
    assert first["id"] != second["id"]
    assert first["published"] == note["updated"]
