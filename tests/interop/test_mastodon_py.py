"""Mastodon.py, the library behind most bots, lives in a real server (row K4-17, and the count of K4-38)."""

from typing import Any

import attrs
import pytest
import requests
from mastodon import Mastodon, MastodonNotFoundError, MastodonUnauthorizedError

from tests.support import films
from tests.support.browser import Browser
from tests.support.pictures import jpeg, png
from tests.support.server_process import PASSWORD, ServerProcess
from tests.support.waiting import look_until

SCOPES = ["read", "write", "follow", "push"]


class CountingSession(requests.Session):
    """A session that remembers what it asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        self.asked.append(f"{request.method} {request.path_url.partition('?')[0]}")
        return super().send(request, **options)


@attrs.frozen
class Signed:
    """An app in which somebody is signed in, and what it took to get there."""

    app: Mastodon
    session: CountingSession
    browser: Browser


def sign_in(house: ServerProcess, name: str, **choices: Any) -> Signed:
    session, browser = CountingSession(), Browser()
    client_id, client_secret = Mastodon.create_app(
        "interop", scopes=SCOPES, api_base_url=house.url, session=session
    )
    app = Mastodon(
        client_id=client_id,
        client_secret=client_secret,
        api_base_url=house.url,
        session=session,
        ratelimit_method="throw",
        **choices,
    )
    url = app.auth_request_url(scopes=SCOPES, skip_server_info=True, allow_http=True)
    code = browser.authorize(url, email=f"{name}@localhost", password=PASSWORD)
    app.log_in(code=code, scopes=SCOPES, allow_http=True)
    return Signed(app, session, browser)


@pytest.fixture(scope="module")
def alice(house: ServerProcess) -> Mastodon:
    """The app of alice."""
    return sign_in(house, "alice").app


@pytest.fixture(scope="module")
def bob(house: ServerProcess) -> Mastodon:
    """The app of bob, whom alice follows."""
    app = sign_in(house, "bob").app
    app.account_update_credentials(locked=False)
    return app


def test_the_first_page_takes_few_requests(house: ServerProcess) -> None:
    signed = sign_in(house, "alice")
    assert signed.app.account_verify_credentials().username == "alice"
    assert signed.app.timeline_home() == []
    asked = signed.session.asked
    assert [one for one in asked if one.startswith("POST")] == ["POST /api/v1/apps", "POST /oauth/token"]
    assert asked[-2:] == ["GET /api/v1/accounts/verify_credentials", "GET /api/v1/timelines/home"]
    assert len(asked) < 8, asked
    pages = signed.browser.visited
    assert [one for one in pages if one.startswith("POST")] == ["POST /auth/sign_in", "POST /oauth/authorize"]
    assert len(pages) <= 6, pages


def test_a_post_with_a_picture_a_film_and_everything_done_to_it(alice: Mastodon, bob: Mastodon) -> None:
    picture = alice.media_post(
        jpeg(640, 480), mime_type="image/jpeg", description="A hill.", focus=(0.5, -0.5), synchronous=True
    )
    assert picture.type == "image"
    assert picture.blurhash
    assert (picture.meta.original.width, picture.meta.original.height) == (640, 480)
    # What is so large is worked on later: the library asks until it is ready.
    film = alice.media_post(
        films.padded(films.film("mov", "libx265", "aac")), mime_type="video/quicktime", synchronous=True
    )
    assert (film.type, film.meta.original.frame_rate) == ("video", "25/1")
    status = alice.status_post(
        "Look, @bob: #hills in *June*",
        media_ids=[picture, film],
        visibility="unlisted",
        spoiler_text="a hill",
        language="en",
        idempotency_key="one",
    )
    assert alice.status_post("again", idempotency_key="one").id == status.id
    seen = bob.status(status.id)
    assert [one.description for one in seen.media_attachments] == ["A hill.", None]
    served = [requests.get(one.url).headers["Content-Type"] for one in seen.media_attachments]
    assert served == ["image/jpeg", "video/mp4"]
    assert (seen.visibility, seen.spoiler_text, [tag.name for tag in seen.tags]) == (
        "unlisted",
        "a hill",
        ["hills"],
    )
    assert [mention.username for mention in seen.mentions] == ["bob"]

    assert bob.status_favourite(status).favourited
    assert bob.status_bookmark(status).bookmarked
    assert bob.status_reblog(status).reblog.id == status.id
    reply = bob.status_reply(alice.status(status.id), "A fine hill", visibility="unlisted")
    again = alice.status(status.id)
    assert (again.favourites_count, again.reblogs_count, again.replies_count) == (1, 1, 1)
    assert [one.id for one in alice.status_context(status).descendants] == [reply.id]
    assert [one.username for one in alice.status_favourited_by(status)] == ["bob"]
    assert [one.username for one in alice.status_reblogged_by(status)] == ["bob"]
    assert [one.id for one in bob.bookmarks()] == [status.id]
    assert [one.id for one in bob.favourites()] == [status.id]

    told = {"favourite", "reblog", "mention"}
    look_until(alice.notifications, lambda page: told <= {one.type for one in page})
    mentions = look_until(lambda: bob.notifications(mentions_only=True), bool)
    assert [one.type for one in mentions] == ["mention"]

    assert not bob.status_unfavourite(status).favourited
    assert not bob.status_unbookmark(status).bookmarked
    assert not bob.status_unreblog(status).reblogged
    alice.status_delete(status)
    with pytest.raises(MastodonNotFoundError):
        bob.status(status.id)


def test_following_fills_the_home_timeline_and_it_can_be_paged(alice: Mastodon, bob: Mastodon) -> None:
    him = alice.account_search("bob")[0]
    assert alice.account_follow(him).following
    written = [bob.status_post(f"post {number}", visibility="public").id for number in range(25)]
    # Each post comes home by a job of its own, and not always in order.
    look_until(lambda: alice.timeline_home(limit=40), lambda page: {one.id for one in page} >= set(written))
    page = alice.timeline_home(limit=10)
    assert [one.id for one in page] == written[:-11:-1]
    everything = alice.fetch_remaining(page)
    assert [one.id for one in everything if one.account.id == him.id][:25] == written[::-1]
    newer = alice.fetch_previous(alice.timeline_home(limit=5, max_id=written[10]))
    assert [one.id for one in newer] == written[14:9:-1]
    assert [one.id for one in alice.timeline_home(since_id=written[-3])] == written[:-3:-1]
    assert [one.id for one in alice.account_statuses(him, limit=3)] == written[:-4:-1]
    assert written[-1] in [one.id for one in bob.timeline_local()]

    relation = alice.account_relationships(him)[0]
    assert (relation.following, relation.followed_by) == (True, False)
    assert [one.username for one in alice.account_following(alice.me())] == ["bob"]
    assert [one.username for one in bob.account_followers(bob.me())] == ["alice"]
    look_until(
        bob.notifications,
        lambda page: ("follow", "alice") in [(one.type, one.account.username) for one in page],
    )
    assert not alice.account_unfollow(him).following
    look_until(alice.timeline_home, lambda page: all(one.account.id != him.id for one in page))


def test_the_profile_can_be_edited(alice: Mastodon, bob: Mastodon) -> None:
    alice.account_update_credentials(
        display_name="Alice A.",
        note="I like #hills",
        avatar=png(200, 200),
        avatar_mime_type="image/png",
        header=jpeg(600, 200),
        header_mime_type="image/jpeg",
        fields=[("Home", "https://alice.example"), ("Pets", "two")],
        locked=True,
        bot=False,
    )
    me = bob.account_lookup("alice")
    assert (me.display_name, me.locked) == ("Alice A.", True)
    assert "hills" in me.note
    assert [field.name for field in me.fields] == ["Home", "Pets"]
    assert requests.get(me.avatar).headers["Content-Type"].startswith("image/")

    assert bob.account_follow(me).requested
    waiting = alice.follow_requests()
    assert [one.username for one in waiting] == ["bob"]
    alice.follow_request_authorize(waiting[0])
    assert bob.account_relationships(me)[0].following
    alice.account_update_credentials(locked=False)


def test_mutes_blocks_and_lists_of_them(alice: Mastodon, bob: Mastodon) -> None:
    him = alice.account_lookup("bob")
    assert alice.account_mute(him, notifications=True).muting
    assert [one.username for one in alice.mutes()] == ["bob"]
    assert not alice.account_unmute(him).muting
    assert alice.account_block(him).blocking
    assert [one.username for one in alice.blocks()] == ["bob"]
    assert not alice.account_unblock(him).blocking
    assert alice.account_note_set(him, "met on a hill").note == "met on a hill"


def test_what_the_instance_tells(house: ServerProcess, alice: Mastodon) -> None:
    assert alice.instance_v1().uri == f"localhost:{house.port}"
    assert alice.instance_v2().domain == f"localhost:{house.port}"
    assert alice.instance_nodeinfo().software.name
    assert alice.custom_emojis() == []
    assert alice.preferences()["posting:default:visibility"]
    assert alice.search_v2("alice").accounts[0].username == "alice"
    assert isinstance(alice.retrieve_mastodon_version(), str)
    alice.markers_set(["home"], [alice.status_post("marked")])
    assert alice.markers_get(["home"])


def test_a_token_that_is_given_back_is_worthless(house: ServerProcess) -> None:
    app = sign_in(house, "bob").app
    token = app.access_token
    app.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonUnauthorizedError):
        Mastodon(access_token=token, api_base_url=house.url).account_verify_credentials()


def test_the_admin_resets_a_password_while_the_server_runs(house: ServerProcess) -> None:
    house.account("carol")
    app = sign_in(house, "carol").app
    assert app.me().username == "carol"
    new = "a wholly Different 77 phrase"
    done = house.command("admin", "account", "password", "--username", "carol", "--password", new)
    assert done.returncode == 0, done.stderr

    def refused() -> bool:
        try:
            app.account_verify_credentials()
        except MastodonUnauthorizedError:
            return True
        return False

    look_until(refused, bool)
    url = app.auth_request_url(scopes=SCOPES, skip_server_info=True, allow_http=True)
    with pytest.raises(AssertionError):
        Browser().authorize(url, email="carol@localhost", password=PASSWORD)
    assert Browser().authorize(url, email="carol@localhost", password=new)
