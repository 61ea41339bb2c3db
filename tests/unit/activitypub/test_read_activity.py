"""Activities in the shapes that differ from server to server, and those that are refused."""

from typing import Any

import pytest

from gotosocial.activitypub.activity import (
    Accept,
    Activity,
    Announce,
    AnnounceRequest,
    Block,
    Create,
    Delete,
    Flag,
    Follow,
    Like,
    LikeRequest,
    ReplyRequest,
    Undo,
    Unknown,
    Update,
)
from gotosocial.activitypub.read.activity import ACTIVITY_TYPES, read_activity
from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.errors import Malformed

A, B = "https://a.example/users/ann", "https://b.example/users/ben"
NOTE = {"type": "Note", "id": A + "/1", "attributedTo": A, "content": "hi"}
LIKE = {"type": "Like", "id": A + "/like", "actor": A, "object": B + "/2"}


def said(kind: str, thing: Any = B, **more: Any) -> dict[str, Any]:
    return {"id": A + "/activity", "type": kind, "actor": A, "object": thing, **more}


def test_every_class_but_one_has_a_verb() -> None:
    classes = {found.__name__ for found in Activity.__subclasses__()}
    assert classes == (ACTIVITY_TYPES - {"EmojiReact"}) | {"Unknown"}


@pytest.mark.parametrize("actor", [A, {"id": A, "type": "Person"}, [A, B], [None, 7, {"type": "Person"}, A]])
def test_the_actor_in_every_form(actor: object) -> None:
    assert read_activity(said("Follow", actor=actor)).actor_uri == A


@pytest.mark.parametrize(
    "thing", [B, {"id": B}, [B], [{"id": B, "type": "Person"}], {"type": "Link", "href": B}]
)
def test_the_object_in_every_form(thing: object) -> None:
    follow = read_activity(said("Follow", thing))
    assert isinstance(follow, Follow)
    assert follow.object_uri == B


@pytest.mark.parametrize(
    "document",
    [
        *(None, 7, "text", [], [{}], {}, {"type": "Follow"}, {"actor": A}, {"type": "Follow", "actor": A}),
        *(
            said(""),
            said("Follow", None),
            said("Follow", "acct:ben@b.example"),
            said("Follow", {"type": "Person"}),
        ),
        *(
            said("Create", None),
            said("Create", {"type": "Note"}),
            said("Create", {"type": "Note", "id": A + "/1"}),
        ),
        *(said("Update", {"type": "Person"}), said("Delete", {"type": "Tombstone"}), said("Flag", [])),
        *(said("Accept", None), said("Accept", {"type": "Follow"}), said("Undo", None), said("Undo", {})),
        *(
            said("Move"),
            said("Move", [A, B], target=B),
            said("Move", A, target=[A, B]),
            said("Add"),
            said("Like", 1),
        ),
        *(said("Announce", {"type": "Create", "id": A + "/1"}), said("Announce", {"type": "Note"})),
        *(
            said("LikeRequest"),
            said("LikeRequest", instrument=A + "/like"),
            said("LikeRequest", instrument=NOTE),
        ),
        *(said("LikeRequest", [B, A], instrument=LIKE), said("LikeRequest", instrument=[LIKE, LIKE])),
        said("LikeRequest", instrument={**LIKE, "approvedBy": B + "/yes"}),
        said("ReplyRequest", instrument={**NOTE, "approvedBy": B + "/yes"}),
        said("AnnounceRequest", instrument=said("Announce", LIKE)),
    ],
)
def test_what_is_refused(document: object) -> None:
    with pytest.raises(Malformed):
        read_activity(document)


def test_a_verb_that_nobody_knows() -> None:
    found = read_activity(said("Travel"))
    assert isinstance(found, Unknown)
    assert (found.activity_type, found.actor_uri) == ("Travel", A)


def test_one_known_verb_among_several_types() -> None:
    assert isinstance(read_activity(said("x") | {"type": ["Activity", "as:Follow"]}), Follow)


def test_a_transient_activity_has_no_id() -> None:
    assert read_activity(said("Follow") | {"id": None}).uri == ""


def test_recipients() -> None:
    found = read_activity(said("Follow", to="as:Public", cc=[B, B, {"id": A}, 3, "nobody"]))
    assert (found.to, found.cc) == ((PUBLIC,), (B, A))


def test_a_create_that_only_names_its_object() -> None:
    created = read_activity(said("Create", A + "/1"))
    assert isinstance(created, Create)
    assert (created.object_uri, created.note, created.votes) == (A + "/1", None, ())


def test_a_note_for_nobody_is_for_those_of_its_activity() -> None:
    created = read_activity(said("Create", NOTE, to=[PUBLIC], cc=[B]))
    assert isinstance(created, Create)
    assert created.note is not None
    assert (created.note.to, created.note.cc) == ((PUBLIC,), (B,))
    own = read_activity(said("Create", {**NOTE, "to": B}, to=[PUBLIC]))
    assert isinstance(own, Create)
    assert own.note is not None
    assert own.note.to == (B,)


def test_several_votes_in_one_create() -> None:
    votes = [
        {"type": "Note", "id": f"{A}/{name}", "attributedTo": A, "name": name, "inReplyTo": B + "/poll"}
        for name in ("yes", "no")
    ]
    created = read_activity(said("Create", votes))
    assert isinstance(created, Create)
    assert [vote.choice for vote in created.votes] == ["yes", "no"]
    assert created.note is None


def test_a_note_with_a_name_and_something_to_read_is_no_vote() -> None:
    created = read_activity(said("Create", {**NOTE, "name": "yes", "inReplyTo": B + "/poll"}))
    assert isinstance(created, Create)
    assert created.votes == ()
    assert created.note is not None


@pytest.mark.parametrize("thing", [{"type": "ChatMessage", "id": A + "/1"}, {"type": "Person", "id": A}])
def test_something_else_that_is_made_is_ignored(thing: object) -> None:
    assert isinstance(read_activity(said("Create", thing)), Unknown)


def test_updates() -> None:
    actor = read_activity(said("Update", {"type": "Group", "id": A, "preferredUsername": "ann"}))
    assert isinstance(actor, Update)
    assert actor.actor is not None
    assert (actor.actor.username, actor.note, actor.object_uri) == ("ann", None, A)
    named = read_activity(said("Update", A))
    assert isinstance(named, Update)
    assert (named.object_uri, named.actor, named.note) == (A, None, None)
    assert isinstance(read_activity(said("Update", {"type": "Playlist", "id": A + "/p"})), Unknown)


@pytest.mark.parametrize("thing", [A, {"type": "Tombstone", "id": A}, {"type": "Note", "id": A}, [A]])
def test_deletes(thing: object) -> None:
    found = read_activity(said("Delete", thing))
    assert isinstance(found, Delete)
    assert found.object_uri == A


def test_a_follow_without_id_can_be_accepted() -> None:
    found = read_activity(said("Accept", {"type": "Follow", "actor": B, "object": A}))
    assert isinstance(found, Accept)
    assert found.object_uri == ""
    assert isinstance(found.inner, Follow)
    assert found.inner.actor_uri == B


def test_an_answer_to_something_unreadable_keeps_its_id() -> None:
    found = read_activity(said("Accept", {"type": "Follow", "id": B + "/f"}))
    assert isinstance(found, Accept)
    assert (found.object_uri, found.inner) == (B + "/f", None)


def test_an_accept_of_a_note() -> None:
    found = read_activity(said("Accept", NOTE, result=A + "/authorizations/1", target=A + "/0"))
    assert isinstance(found, Accept)
    assert found.note is not None
    assert (found.inner, found.result_uri, found.target_uri) == (None, A + "/authorizations/1", A + "/0")


@pytest.mark.parametrize(
    ("kind", "instrument", "expected"),
    [
        ("LikeRequest", LIKE, LikeRequest),
        ("ReplyRequest", NOTE, ReplyRequest),
        ("AnnounceRequest", said("Announce"), AnnounceRequest),
    ],
)
def test_requests(kind: str, instrument: dict[str, Any], expected: type[Activity]) -> None:
    found = read_activity(said(kind, instrument=instrument))
    assert type(found) is expected
    assert isinstance(found, LikeRequest | ReplyRequest | AnnounceRequest)
    assert found.instrument.uri == instrument["id"]
    answer = read_activity(said("Accept", said(kind, instrument=instrument["id"])))
    assert isinstance(answer, Accept)
    assert isinstance(answer.inner, LikeRequest | ReplyRequest | AnnounceRequest)
    assert answer.inner.instrument.uri == instrument["id"]


def test_an_undo_without_an_actor_inside_is_of_the_same_actor() -> None:
    found = read_activity(said("Undo", {"type": "Follow", "id": A + "/f", "object": B}))
    assert isinstance(found, Undo)
    assert found.inner is not None
    assert found.inner.actor_uri == A


def test_an_undo_that_only_names_it() -> None:
    found = read_activity(said("Undo", A + "/like"))
    assert isinstance(found, Undo)
    assert (found.object_uri, found.inner) == (A + "/like", None)


def test_a_boosted_note_is_only_named() -> None:
    found = read_activity(said("Announce", NOTE, published="2024-03-01T12:00:00Z"))
    assert isinstance(found, Announce)
    assert (found.object_uri, found.inner) == (A + "/1", None)
    assert found.published_at is not None


def test_a_group_does_not_say_in_whose_name() -> None:
    with pytest.raises(Malformed):
        read_activity(said("Announce", {"type": "Like", "id": A + "/like", "object": B}))


def test_activities_do_not_stand_in_each_other_without_end() -> None:
    undone: dict[str, Any] = LIKE
    for _ in range(3):
        undone = said("Announce", undone)
    assert isinstance(read_activity(undone), Announce)
    for _ in range(10_000):
        undone = said("Announce", undone)
    with pytest.raises(Malformed):
        read_activity(undone)


def test_approved_interactions() -> None:
    for name in ("approvedBy", "likeAuthorization"):
        like = read_activity({**LIKE, name: B + "/yes"})
        assert isinstance(like, Like)
        assert like.approved_by_uri == B + "/yes"
    boost = read_activity(said("Announce", announceAuthorization=B + "/yes"))
    assert isinstance(boost, Announce)
    assert boost.approved_by_uri == B + "/yes"


def test_a_block_with_a_target_is_a_ban_from_a_group() -> None:
    assert isinstance(read_activity(said("Block")), Block)
    assert isinstance(read_activity(said("Block", target="https://b.example/c/group")), Unknown)


def test_reports() -> None:
    flag = read_activity(
        said("Flag", [B, {"id": B + "/1"}], content="Note: https://b.example/2\nNote: no\nbad")
    )
    assert isinstance(flag, Flag)
    assert flag.object_uris == (B, B + "/1", "https://b.example/2")
    assert flag.content.endswith("bad")
