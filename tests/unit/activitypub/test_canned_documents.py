"""Documents of other software are read in full, and become what their software means by them."""

from collections.abc import Callable

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
    Move,
    Reject,
    ReplyRequest,
    Undo,
    Unknown,
    Update,
)
from gotosocial.activitypub.actor import RemoteActor
from gotosocial.activitypub.note import RemoteAuthorization, RemoteCollection, RemoteNote
from gotosocial.activitypub.read.activity import read_activity
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.anything import read_object
from gotosocial.activitypub.read.keys import read_keys
from gotosocial.activitypub.read.note import read_note
from tests.support.canned import MARKS, all_names, load

ME, STATUS, FOLLOW = MARKS["ME"], MARKS["STATUS"], MARKS["FOLLOW"]

BECOMES: dict[str, type[object]] = {
    "mastodon/actor": RemoteActor,
    "mastodon/note": RemoteNote,
    "mastodon/create": Create,
    "mastodon/delete": Delete,
    "mastodon/delete_actor": Delete,
    "mastodon/follow": Follow,
    "mastodon/undo_follow": Undo,
    "mastodon/accept_follow": Accept,
    "mastodon/announce": Announce,
    "mastodon/block": Block,
    "mastodon/flag": Flag,
    "mastodon/move": Move,
    "mastodon/featured": RemoteCollection,
    "mastodon/update_note": Update,
    "gotosocial/like_request": LikeRequest,
    "gotosocial/reply_request": ReplyRequest,
    "gotosocial/announce_request": AnnounceRequest,
    "gotosocial/reply_authorization": RemoteAuthorization,
    "gotosocial/reject_reply": Reject,
    "akkoma/emoji_react": Like,
    "misskey/like": Like,
    "peertube/video": RemoteNote,
    "peertube/view": Unknown,
    "friendica/dislike": Unknown,
    "mobilizon/join": Unknown,
    "mobilizon/event": RemoteNote,
    "lemmy/group": RemoteActor,
    "wordpress/article": RemoteNote,
}

ACTIVITIES = [pair for pair in all_names() if "actor" in load(*pair) and "attributedTo" not in load(*pair)]
ACTORS = [pair for pair in all_names() if "publicKey" in load(*pair)]


def note_of(software: str, name: str) -> RemoteNote:
    return read_note(load(software, name))


def activity_of(software: str, name: str) -> Activity:
    return read_activity(load(software, name))


def create_of(software: str, name: str) -> RemoteNote:
    created = activity_of(software, name)
    assert isinstance(created, Create)
    assert created.note is not None
    return created.note


@pytest.mark.parametrize(("software", "name"), all_names(), ids="/".join)
def test_every_document_is_read(software: str, name: str) -> None:
    found = read_object(load(software, name))
    kind = load(software, name)["type"]
    assert found is not None or kind in ("View", "Dislike", "Join")


@pytest.mark.parametrize("name", BECOMES)
def test_documents_become_what_they_are(name: str) -> None:
    document = load(*name.split("/"))
    reader: Callable[[object], object] = read_activity if "actor" in document else read_object
    assert (
        type(reader(document) if "attributedTo" not in document else read_object(document)) is BECOMES[name]
    )


@pytest.mark.parametrize(("software", "name"), ACTIVITIES, ids="/".join)
def test_every_activity_keeps_its_id_and_actor(software: str, name: str) -> None:
    document = load(software, name)
    found = read_activity(document)
    assert (found.uri, found.actor_uri) == (document["id"], document["actor"])


@pytest.mark.parametrize(("software", "name"), ACTORS, ids="/".join)
def test_every_actor_can_be_followed_and_has_its_key(software: str, name: str) -> None:
    document = load(software, name, PEM="the key")
    actor = read_actor(document)
    assert actor.username == document["preferredUsername"]
    assert actor.inbox_uri
    assert actor.followers_uri or software == "lemmy"
    (key,) = actor.keys
    assert (key.uri, key.owner_uri, key.pem) == (document["publicKey"]["id"], actor.uri, "the key")
    assert read_keys(document) == (key,)


def test_mastodon_actor() -> None:
    actor = read_actor(load("mastodon", "actor"))
    assert actor.shared_inbox_uri == "https://mastodon.example/inbox"
    assert actor.featured_uri == "https://mastodon.example/users/maria/collections/featured"
    assert actor.webfinger == "maria@mastodon.example"
    assert actor.icon is not None
    assert actor.icon.description == "A turtle"
    assert (actor.fields[0].name, actor.is_discoverable, actor.is_indexable) == ("Web", True, True)
    assert [emoji.shortcode for emoji in actor.emojis] == ["turtle"]


def test_mastodon_note() -> None:
    note = create_of("mastodon", "create")
    picture = note.attachments[0]
    assert (picture.kind, picture.media_type, picture.description) == (
        "Document",
        "image/jpeg",
        "Two turtles",
    )
    assert (picture.focus_x, picture.focus_y, picture.width, picture.height) == (0.5, -0.25, 1200, 800)
    assert note.hashtags == ("turtles",)
    assert [(mention.uri, mention.name) for mention in note.mentions] == [(ME, MARKS["HANDLE"])]
    assert note.content_map[0][0] == "en"
    assert note.policy is None, "Mastodon says only who may quote"
    assert note.reply_uris == ("https://mastodon.example/users/maria/statuses/112000000000000002",)
    assert note.replies_next_uri.endswith("?only_other_accounts=true&page=true")


def test_mastodon_poll_and_its_end() -> None:
    poll = note_of("mastodon", "question").poll
    assert poll is not None
    assert [(option.title, option.votes) for option in poll.options] == [("Land", 1), ("Sea :turtle:", 3)]
    assert (poll.is_multiple, poll.voters_count, poll.closed_at) == (False, 4, None)
    updated = activity_of("mastodon", "update_question")
    assert isinstance(updated, Update)
    assert updated.note is not None
    assert updated.note.poll is not None
    assert updated.note.poll.closed_at == poll.expires_at


@pytest.mark.parametrize("software", ["mastodon", "misskey"])
def test_votes(software: str) -> None:
    created = activity_of(software, "vote")
    assert isinstance(created, Create)
    assert created.note is None
    assert [(vote.choice, vote.in_reply_to_uri) for vote in created.votes] == [("Sea", STATUS)]
    assert created.votes[0].author_uri == created.actor_uri
    assert created.object_uri == created.votes[0].uri


def test_mastodon_outbox_lists_what_was_pinned_as_whole_notes() -> None:
    featured = read_object(load("mastodon", "featured"))
    assert isinstance(featured, RemoteCollection)
    assert (featured.total, len(featured.notes), featured.items) == (1, 1, (featured.notes[0].uri,))


def test_gotosocial_note() -> None:
    note = create_of("gotosocial", "create")
    author = note.author_uri
    assert note.policy is not None
    assert note.policy.can_reblog.always == (author,)
    assert note.policy.can_reply.always == (author, author + "/followers")
    assert note.policy.can_reply.with_approval == note.to
    assert note.attachments[0].description == "a branch"
    assert note.in_reply_to_uri == STATUS
    assert len(note.mentions) == 1


def test_gotosocial_answers_to_requests() -> None:
    accept = activity_of("gotosocial", "accept_reply_request")
    assert isinstance(accept, Accept)
    assert isinstance(accept.inner, ReplyRequest)
    assert accept.inner.instrument.uri == STATUS
    assert (
        accept.result_uri
        == "https://gotosocial.example/users/goran/authorizations/01HV0GTS0000000000000000AU"
    )
    short = activity_of("gotosocial", "accept_reply")
    assert isinstance(short, Accept)
    assert (short.object_uri, short.target_uri) == (STATUS, accept.inner.object_uri)


def test_gotosocial_page_of_an_outbox_names_the_statuses() -> None:
    page = read_object(load("gotosocial", "outbox_page"))
    assert isinstance(page, RemoteCollection)
    assert page.items == ("https://gotosocial.example/users/goran/statuses/01HV0GTS000000000000000001",)


def test_akkoma_note() -> None:
    note = create_of("akkoma", "create")
    assert note.attachments[0].url == "https://akkoma.example/media/bike.png"
    assert (note.attachments[0].kind, note.attachments[0].width) == ("Document", 640)
    assert note.quote_uri == "https://mastodon.example/users/maria/statuses/112000000000000001"
    assert (note.source, note.source_type) == ("red *bike* :bike:", "text/x.misskeymarkdown")
    assert note.updated_at is not None


def test_akkoma_poll_says_with_closed_when_it_will_end() -> None:
    poll = note_of("akkoma", "question").poll
    assert poll is not None
    assert poll.is_multiple
    assert poll.expires_at == poll.closed_at
    assert poll.expires_at is not None


@pytest.mark.parametrize(
    ("software", "name", "content", "emojis"),
    [
        ("akkoma", "emoji_react", ":bike:", ["bike"]),
        ("misskey", "like", ":blobcat:", ["blobcat"]),
        ("misskey", "plain_like", "❤", []),
        ("mastodon", "like", "", []),
    ],
)
def test_reactions(software: str, name: str, content: str, emojis: list[str]) -> None:
    like = activity_of(software, name)
    assert isinstance(like, Like)
    assert (like.object_uri, like.content) == (STATUS, content)
    assert [emoji.shortcode for emoji in like.emojis] == emojis


def test_misskey_note() -> None:
    note = create_of("misskey", "create")
    assert note.source == "purr **loud**"
    assert note.quote_uri.startswith("https://mastodon.example/")
    assert note.is_sensitive
    assert read_actor(load("misskey", "actor")).shared_inbox_uri == "https://misskey.example/inbox"


def test_misskey_report_names_the_status_in_its_text() -> None:
    flag = activity_of("misskey", "flag")
    assert isinstance(flag, Flag)
    assert flag.object_uris == (ME, STATUS)


def test_lemmy_page_has_its_title_and_its_link() -> None:
    page = note_of("lemmy", "page")
    assert (page.name, page.links) == ("How high is this cliff?", ("https://cliffs.example/7",))
    assert [(file.kind, file.url) for file in page.attachments] == [
        ("Image", "https://lemmy.example/pictrs/preview.jpg")
    ]
    picture = note_of("lemmy", "picture_page")
    assert picture.links == ()
    assert [(file.kind, file.media_type, file.description) for file in picture.attachments] == [
        ("Image", "image/jpeg", "a drop")
    ]


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("announce_create_page", Create),
        ("announce_create_comment", Create),
        ("announce_update_page", Update),
        ("announce_like", Like),
        ("announce_dislike", Unknown),
        ("announce_undo_like", Undo),
        ("announce_delete", Delete),
        ("announce_ban", Unknown),
    ],
)
def test_what_a_group_of_lemmy_passes_on(name: str, inner: type[Activity]) -> None:
    announce = activity_of("lemmy", name)
    assert isinstance(announce, Announce)
    assert type(announce.inner) is inner
    assert announce.actor_uri == "https://lemmy.example/c/lemmings"
    assert announce.inner is not None
    assert announce.inner.actor_uri == "https://lemmy.example/u/lena"
    assert announce.object_uri == announce.inner.uri


def test_peertube_film() -> None:
    film = create_of("peertube", "create")
    assert film.author_uri == "https://peertube.example/accounts/petra"
    assert (film.name, film.url) == ("A tea film", "https://peertube.example/w/tea123")
    assert (film.content, film.media_type) == ("How to make **tea**.", "text/markdown")
    assert len(film.attachments) == 1
    played = film.attachments[0]
    assert (played.kind, played.height, played.duration) == ("Video", 720, 125.0)
    assert played.thumbnail_url == "https://peertube.example/lazy-static/previews/tea.jpg", "the widest"
    assert film.hashtags == ("tea",)


def test_peertube_film_in_a_playlist() -> None:
    film = note_of("peertube", "hls_video")
    assert [file.url for file in film.attachments] == [
        "https://peertube.example/static/web-videos/film-360.mp4"
    ]


def test_peertube_makes_things_that_are_no_statuses() -> None:
    assert isinstance(activity_of("peertube", "create_cache_file"), Unknown)


def test_pixelfed_album() -> None:
    note = create_of("pixelfed", "create")
    assert [(file.kind, file.description) for file in note.attachments] == [
        ("Document", "a hill at dawn"),
        ("Image", ""),
    ]


def test_wordpress_article() -> None:
    article = create_of("wordpress", "create")
    assert (article.note_type, article.name) == ("Article", "A long walk")
    assert article.url == "https://wordpress.example/2024/10/a-long-walk/"
    assert len(article.attachments) == 1, "the picture at the head is also attached"
    assert article.attachments[0].description == "A path"
    assert article.policy is None


def test_friendica_note() -> None:
    note = create_of("friendica", "create")
    assert note.links == ("https://trains.example/late",)
    assert len(note.attachments) == 1
    assert (note.source_type, note.content_map[0][0]) == ("text/bbcode", "de")
    assert note_of("friendica", "titled").name == "Timetables"


def test_mobilizon_event() -> None:
    event = create_of("mobilizon", "create")
    assert (event.note_type, event.name) == ("Event", "Spring planting")
    assert event.starts_at is not None
    assert event.ends_at is not None
    assert (event.ends_at - event.starts_at).total_seconds() == 6 * 3600
    assert event.starts_at.isoformat() == "2024-04-20T08:00:00+00:00"
    assert event.location == "Old orchard, Apple Lane 3, 10999, Gardentown, Nowhere"
    assert event.links == ("https://gardeners.example",)
    assert [file.kind for file in event.attachments] == ["Document"]


def test_undone_activities_come_whole() -> None:
    for software, name, kind in (
        ("mastodon", "undo_follow", Follow),
        ("mastodon", "undo_like", Like),
        ("mastodon", "undo_announce", Announce),
        ("akkoma", "undo_emoji_react", Like),
        ("friendica", "undo_follow", Follow),
    ):
        undo = activity_of(software, name)
        assert isinstance(undo, Undo)
        assert type(undo.inner) is kind


@pytest.mark.parametrize("software", ["mastodon", "wordpress", "lemmy", "akkoma"])
def test_our_follow_is_accepted(software: str) -> None:
    accept = activity_of(software, "accept_follow")
    assert isinstance(accept, Accept)
    assert accept.object_uri == FOLLOW
    assert (accept.inner is None) == (software == "akkoma")
