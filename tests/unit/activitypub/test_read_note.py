"""Statuses, actors, keys and collections: each property in the shapes that are met."""

from typing import Any

import pytest

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.activitypub.note import RemoteNote, RemotePoll
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.anything import read_object
from gotosocial.activitypub.read.authorization import read_authorization
from gotosocial.activitypub.read.collection import read_collection
from gotosocial.activitypub.read.keys import read_keys
from gotosocial.activitypub.read.note import read_note, read_votes
from gotosocial.activitypub.vocabulary import ACTOR_TYPES, PUBLIC, STATUS_TYPES
from gotosocial.errors import Malformed

A = "https://a.example/users/ann"
N = A + "/1"
PICTURE = "https://a.example/p.png"


def note(**more: Any) -> RemoteNote:
    return read_note({"type": "Note", "id": N, "attributedTo": A, **more})


def actor(**more: Any) -> RemoteActor:
    return read_actor({"type": "Person", "id": A, "preferredUsername": "ann", **more})


def poll(**more: Any) -> RemotePoll:
    found = note(type="Question", **more).poll
    assert found is not None
    return found


@pytest.mark.parametrize("kind", sorted(STATUS_TYPES))
def test_every_kind_of_status(kind: str) -> None:
    assert note(type=kind).note_type == kind


@pytest.mark.parametrize(
    "lost", [{"id": None}, {"id": "tag:a"}, {"type": "Person"}, {"type": []}, {"attributedTo": 1}]
)
def test_a_status_has_an_id_a_type_and_an_author(lost: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        note(**lost)


def test_the_author_in_every_form() -> None:
    group, person = {"type": "Group", "id": "https://a.example/c/x"}, {"type": "Person", "id": A}
    for author in (A, person, [person, group], [group, person], [None, A]):
        assert note(attributedTo=author).author_uri == A
    assert note(attributedTo=group).author_uri == group["id"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        *((A, A), ([A], A), (None, N), (7, N), ({"href": PICTURE, "mediaType": "image/png"}, N)),
        ({"type": "Link", "href": "https://a.example/w"}, "https://a.example/w"),
        ([{"href": PICTURE, "mediaType": "image/png"}, {"href": A, "mediaType": "text/html"}], A),
        ("javascript:alert(1)", N),
    ],
)  # fmt: skip
def test_the_address_for_people(url: object, found: str) -> None:
    assert note(url=url).url == found


def test_texts() -> None:
    assert note(content=["<p>a</p>", "b"]).content == "<p>a</p>"
    assert note(content=7, summary=None, name={}).content == ""
    assert note(contentMap={"en": "a", "de": 7, "": "c", "fr": "d"}).content_map == (("en", "a"), ("fr", "d"))
    assert note(contentMap=["en"]).content_map == ()
    assert len(note(content="x" * 200_000).content) == 100_000
    assert note(summaryMap={"en": "careful"}).summary == "careful"


def test_a_single_attachment_and_its_shapes() -> None:
    plain = note(attachment={"type": "Image", "url": PICTURE, "name": "", "summary": "a dog"}).attachments[0]
    assert (plain.media_type, plain.description) == ("image/png", "a dog")
    both = note(
        attachment={"type": "Image", "url": PICTURE, "name": "a cat", "summary": "a dog"}
    ).attachments[0]
    assert both.description == "a cat"
    linked = note(
        attachment=[
            {
                "type": "Document",
                "mediaType": "audio/mpeg",
                "url": [7, {"type": "Link", "href": PICTURE + "3"}],
            }
        ]
    ).attachments[0]
    assert (linked.url, linked.media_type) == (PICTURE + "3", "audio/mpeg")
    by_href = note(attachment=[{"type": "Image", "href": PICTURE}]).attachments[0]
    assert by_href.url == PICTURE


def test_attachments_without_an_address_or_of_no_use() -> None:
    assert (
        note(attachment=[{"type": "Image"}, {"type": "Note", "url": PICTURE}, "x", None, 7]).attachments == ()
    )
    twice = {"type": "Image", "url": PICTURE}
    assert len(note(attachment=[twice, twice]).attachments) == 1
    many = [{"type": "Image", "url": f"{PICTURE}?{number}"} for number in range(99)]
    assert len(note(attachment=many).attachments) == 32


def test_a_link_to_a_picture_is_a_picture() -> None:
    found = note(
        attachment=[{"type": "Link", "href": PICTURE}, {"type": "Link", "href": "https://b.example/x"}]
    )
    assert [file.kind for file in found.attachments] == ["Image"]
    assert found.links == ("https://b.example/x",)


@pytest.mark.parametrize(
    ("focus", "found"),
    [
        ([0.5, -1], (0.5, -1.0)),
        ([2, 0], (0.0, 0.0)),
        ([0.5], (0.0, 0.0)),
        (["a", "b"], (0.0, 0.0)),
        (7, (0.0, 0.0)),
    ],
)
def test_focal_points(focus: object, found: tuple[float, float]) -> None:
    file = note(attachment={"type": "Image", "url": PICTURE, "focalPoint": focus}).attachments[0]
    assert (file.focus_x, file.focus_y) == found


def test_sounds_of_funkwhale() -> None:
    links = [{"type": "Link", "mimeType": "audio/ogg", "href": "https://a.example/s.ogg"},
             {"type": "Link", "mediaType": "text/html", "href": "https://a.example/s"}]  # fmt: skip
    sound = note(type="Audio", name="A song", url=links, duration=61, image={"type": "Image", "url": PICTURE})
    assert sound.url == "https://a.example/s"
    assert [(file.kind, file.duration, file.thumbnail_url) for file in sound.attachments] == [
        ("Audio", 61.0, PICTURE)
    ]


def test_a_film_that_cannot_be_played_shows_its_picture() -> None:
    film = note(type="Video", icon=[{"type": "Image", "url": PICTURE}], url="https://a.example/w")
    assert [(file.kind, file.url) for file in film.attachments] == [("Image", PICTURE)]


def test_tags() -> None:
    tags = [
        *(
            {"type": "Hashtag", "name": "#Tea"},
            {"type": "Hashtag", "name": "tea"},
            {"type": "Hashtag", "href": A},
        ),
        *({"type": "Mention", "href": A}, {"type": "Mention", "href": A, "name": "@x"}),
        *({"type": "Mention", "name": "@ben@b.example"}, {"type": "Mention"}, {"name": "#none"}, "tea", None),
        {"type": "toot:Emoji", "name": ":dog:", "icon": {"type": "Image", "url": PICTURE}},
        {
            "type": "Emoji",
            "name": "cat",
            "id": "https://a.example/e",
            "icon": {"type": "Image", "url": [PICTURE]},
        },
        *({"type": "Emoji", "name": ":none:"}, {"type": "Emoji", "icon": {"type": "Image", "url": PICTURE}}),
    ]
    found = note(tag=tags)
    assert found.hashtags == ("Tea",)
    assert [(mention.uri, mention.name) for mention in found.mentions] == [(A, ""), ("", "@ben@b.example")]
    assert [(emoji.shortcode, emoji.uri) for emoji in found.emojis] == [
        ("dog", ""),
        ("cat", "https://a.example/e"),
    ]
    assert note(tag=tags[0]).hashtags == ("Tea",)


@pytest.mark.parametrize("name", ["quote", "quoteUrl", "quoteUri", "_misskey_quote", "as:quoteUrl"])
def test_quotes(name: str) -> None:
    assert note(**{name: "https://b.example/1"}).quote_uri == "https://b.example/1"


def test_a_quote_by_tag() -> None:
    tag = {"type": "Link", "rel": "https://misskey-hub.net/ns#_misskey_quote", "href": "https://b.example/1",
           "mediaType": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}  # fmt: skip
    assert note(tag=tag).quote_uri == "https://b.example/1"
    assert note(tag={**tag, "rel": "preview"}).quote_uri == ""


def test_policies_in_their_former_and_present_names() -> None:
    old = note(
        interactionPolicy={"canLike": {"always": [PUBLIC]}, "canReply": {"approvalRequired": A}}
    ).policy
    assert old is not None
    assert (old.can_favourite.always, old.can_reply.with_approval, old.can_reply.always) == (
        (PUBLIC,),
        (A,),
        (),
    )
    assert old.can_reblog.always == (A,), "a part that is not stated, of a status that is not public"
    both = {"automaticApproval": "as:Public", "always": [A], "approvalRequired": [A]}
    new = note(interactionPolicy={"canLike": both, "canReply": {}}, to=PUBLIC).policy
    assert new is not None
    assert (new.can_favourite.always, new.can_favourite.with_approval) == ((PUBLIC,), ())
    assert (new.can_reply.always, new.can_reblog.always) == ((), (PUBLIC,))
    assert note(interactionPolicy={"canLike": "nobody"}).policy is None
    assert note(interactionPolicy={"canLike": {"always": ["ftp://a", "followers"]}}).policy is not None


def test_an_approval_by_either_name() -> None:
    assert note(approvedBy=A + "/yes").approved_by_uri == A + "/yes"
    assert note(replyAuthorization={"id": A + "/yes"}).approved_by_uri == A + "/yes"


def test_polls() -> None:
    choices = [{"type": "Note", "name": "a", "replies": {"totalItems": 2}}, {"name": "b"}]
    open_end = poll(oneOf=choices)
    assert [(option.title, option.votes) for option in open_end.options] == [("a", 2), ("b", None)]
    assert (open_end.expires_at, open_end.closed_at, open_end.is_multiple) == (None, None, False)
    assert poll(anyOf=choices, votersCount=5).voters_count == 5
    closed = poll(oneOf=choices, closed=True, published="2024-03-01T12:00:00Z")
    assert closed.closed_at is not None
    ended = poll(oneOf=choices, endTime="2024-03-02T12:00:00Z", closed="2024-03-01T12:00:00Z")
    assert ended.expires_at is not None
    assert ended.closed_at is not None
    assert ended.closed_at < ended.expires_at


@pytest.mark.parametrize("choices", [[], [{"name": ""}, {"name": "a"}], [{}], ["a"], 7])
def test_polls_that_cannot_be_shown(choices: object) -> None:
    assert note(type="Question", oneOf=choices).poll is None


def test_replies_in_every_form() -> None:
    more, one, two = N + "/replies", "https://b.example/1", "https://b.example/2"
    assert note(replies=more).replies_uri == more
    whole = {"id": more, "first": {"id": more + "?p=1", "items": [one, {"id": two}], "next": more + "?p=2"}}
    found = note(replies=whole)
    assert (found.replies_uri, found.reply_uris, found.replies_next_uri) == (more, (one, two), more + "?p=2")
    assert note(replies={"id": more, "first": more + "?p=1"}).replies_next_uri == more + "?p=1"
    assert note(replies={"id": more, "orderedItems": one}).reply_uris == (one,)
    assert note(replies={"id": more, "first": {"id": more + "?p=1"}}).replies_next_uri == more + "?p=1"


def test_places() -> None:
    assert note(type="Event", location="Here").location == "Here"
    assert (
        note(type="Event", location={"type": "Place", "name": "Hall", "address": "Way 1"}).location
        == "Hall, Way 1"
    )
    assert note(type="Event", location=[{"type": "VirtualLocation", "url": A}]).location == A


def test_votes_need_an_author_a_choice_and_a_poll() -> None:
    vote = {"type": "Note", "id": N, "attributedTo": A, "name": "yes", "inReplyTo": "https://b.example/1"}
    assert [(found.choice, found.uri) for found in read_votes(vote)] == [("yes", N)]
    for name in ("attributedTo", "name", "inReplyTo", "type"):
        assert read_votes({**vote, name: None}) == ()
    assert read_votes({**vote, "content": "no"}) == ()
    assert read_votes("text") == ()


@pytest.mark.parametrize("kind", sorted(ACTOR_TYPES))
def test_every_kind_of_actor(kind: str) -> None:
    assert actor(type=kind).actor_type == kind


def test_an_actor_with_nothing() -> None:
    found = read_actor({"type": "Person", "id": A})
    assert (found.username, found.url, found.inbox_uri, found.keys, found.icon) == ("", A, "", (), None)
    assert (found.is_locked, found.hides_public_from_web, found.hides_unlisted_from_web) == (
        False,
        False,
        True,
    )
    for lost in ({"type": "Person"}, {"id": A}, {"type": "Note", "id": A}):
        with pytest.raises(Malformed):
            read_actor(lost)


def test_an_actor_in_unusual_shapes() -> None:
    found = actor(
        inbox={"type": "OrderedCollection", "id": A + "/inbox"}, sharedInbox="https://a.example/inbox",
        icon=[{"type": "Note"}, {"type": "Image", "url": {"href": PICTURE}}],
        alsoKnownAs=A + "2", movedTo=[A + "3"],
        image=PICTURE, webfinger="acct:ann@a.example", suspended=True, manuallyApprovesFollowers="true",
        attachment={"type": "schema:PropertyValue", "name": "Web", "schema:value": "a"},
    )  # fmt: skip
    assert (found.inbox_uri, found.shared_inbox_uri) == (A + "/inbox", "https://a.example/inbox")
    assert (found.also_known_as_uris, found.moved_to_uri) == ((A + "2",), A + "3")
    assert found.icon is not None
    assert found.image is not None
    assert found.icon.url == found.image.url == PICTURE
    assert (found.webfinger, found.is_suspended, found.is_locked) == ("ann@a.example", True, True)
    assert [(field.name, field.value) for field in found.fields] == [("Web", "a")]


@pytest.mark.parametrize("name", ["ann", "@ann", "ann@", "a@b@c", 7, "@"])
def test_what_is_no_webfinger_name(name: object) -> None:
    assert actor(webfinger=name).webfinger == ""


def test_keys_in_every_form() -> None:
    rsa = {"id": A + "#main-key", "owner": A, "publicKeyPem": "PEM"}
    multikey = {"id": A + "#ed", "type": "Multikey", "controller": A, "publicKeyMultibase": "z6Mk"}
    whole = {"type": "Person", "id": A, "publicKey": [rsa, {"id": A + "#x"}], "assertionMethod": multikey}
    assert [(key.uri, key.pem, key.multibase) for key in read_keys(whole)] == [
        (A + "#main-key", "PEM", ""),
        (A + "#ed", "", "z6Mk"),
    ]
    main, ed = read_keys(whole)
    assert (main.owner_uri, ed.owner_uri) == (A, A)
    assert read_keys(rsa) == read_keys({**rsa, "type": "Key"}) == (main,)
    assert read_keys(multikey) == (ed,)
    assert read_keys({"id": A + "/main-key", "publicKey": rsa}) == (main,)
    with pytest.raises(Malformed):
        read_keys("no object")


def test_whose_a_key_is() -> None:
    other = {"id": A + "#main-key", "owner": "https://b.example/ben", "publicKeyPem": "PEM"}
    assert actor(publicKey=other).keys[0].owner_uri == "https://b.example/ben"
    assert actor(publicKey={**other, "owner": None}).keys[0].owner_uri == A
    for alone in ({**other, "owner": None}, {}, {"id": A, "owner": A, "publicKeyPem": 7}):
        assert read_keys(alone) == ()


def test_collections() -> None:
    first = {
        "type": "CollectionPage",
        "items": [N, {"id": A, "type": "Person"}, 7],
        "next": A + "/page2",
        "partOf": A + "/c",
    }
    found = read_collection({"type": "Collection", "id": A + "/c", "totalItems": 7, "first": first})
    assert (found.total, found.items, found.first_uri) == (7, (), "")
    assert found.first is not None
    assert (found.first.items, found.first.next_uri, found.first.part_of_uri) == (
        (N, A),
        A + "/page2",
        A + "/c",
    )
    assert read_collection({"type": "OrderedCollection", "first": A + "/page1"}).first_uri == A + "/page1"
    broken = {"type": "Note", "id": N}
    page = read_collection(
        {"type": "OrderedCollectionPage", "orderedItems": [broken, {**broken, "attributedTo": A}]}
    )
    assert (page.items, len(page.notes)) == ((N,), 1)
    with pytest.raises(Malformed):
        read_collection({"type": "Note"})


def test_authorizations() -> None:
    whole = {"type": "ReplyAuthorization", "id": A + "/yes", "attributedTo": A, "interactingObject": N,
             "interactionTarget": A + "/0"}  # fmt: skip
    found = read_authorization(whole)
    assert (found.authorization_type, found.author_uri) == ("ReplyAuthorization", A)
    assert (found.interacting_uri, found.target_uri) == (N, A + "/0")
    former = {"type": "LikeApproval", "id": A + "/yes", "attributedTo": A, "object": N, "target": A + "/0"}
    assert read_authorization(former).authorization_type == "LikeAuthorization"
    accept = read_authorization({"type": "Accept", "id": A + "/yes", "actor": A, "object": N})
    assert (accept.authorization_type, accept.author_uri, accept.interacting_uri) == ("Accept", A, N)
    for name in ("id", "attributedTo", "interactingObject", "type"):
        with pytest.raises(Malformed):
            read_authorization({**whole, name: None})


def test_what_nobody_knows_is_nothing() -> None:
    assert read_object({"type": "Tombstone", "id": N}) is None
    assert read_object({"id": N}) is None
    with pytest.raises(Malformed):
        read_object([])
