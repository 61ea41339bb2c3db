"""A status conforms to the contract, and its shared part is the same for every viewer."""

import orjson
import pytest

from gotosocial.mastodon.interaction_policy import policy_json
from gotosocial.mastodon.status import SharedStatus, status_json, status_shared
from gotosocial.models.application import Application
from gotosocial.models.marks import NO_MARKS, Marks
from gotosocial.models.rules.interaction import Permission, policy_of
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from tests.unit.mastodon.samples import (
    HERE,
    NOW,
    NOW_TEXT,
    STATUS_ID,
    a_picture,
    a_status,
    account_body,
    an_account,
    an_application,
    an_emoji,
    conforming,
    status_body,
)


def shared(status: Status, application: Application | None = None) -> SharedStatus:
    return status_shared(
        status,
        accounts={"B": an_account("bob", id="B", domain="remote.example", url="https://remote.example/@bob")},
        media={"P": a_picture(id="P")},
        emojis={"E": an_emoji(id="E")},
        application=application,
        addresses=HERE,
    )


def test_a_plain_status_conforms() -> None:
    shown = conforming("Status", status_body())
    assert shown["id"] == STATUS_ID
    assert shown["created_at"] == NOW_TEXT
    assert shown["in_reply_to_id"] is None
    assert shown["edited_at"] is None
    assert shown["reblog"] is None
    assert shown["poll"] is None
    assert shown["filtered"] == []
    assert shown["local_only"] is False
    assert shown["content_type"] == "text/plain"
    assert "text" not in shown
    assert "application" not in shown


def test_a_rich_status_conforms() -> None:
    status = a_status(
        media_ids=("P", "gone"), mentioned_ids=("B", "gone"), tags=("cats",), emoji_ids=("E", "gone"),
        in_reply_to_id="R", in_reply_to_account_id="B", edited_at=NOW, application_id="A", language="",
        is_federated=False, visibility=Visibility.MUTUALS_ONLY, is_sensitive=True, spoiler_text="cw",
    )  # fmt: skip
    body = status_json(shared(status, an_application()), account_body(), NO_MARKS, text="Hello")
    shown = conforming("Status", body)
    assert [one["id"] for one in shown["media_attachments"]] == ["P"]
    assert [one["acct"] for one in shown["mentions"]] == ["bob@remote.example"]
    assert shown["tags"] == [{"name": "cats", "url": "https://social.example/tags/cats"}]
    assert [one["shortcode"] for one in shown["emojis"]] == ["cat"]
    assert shown["application"] == {"name": "Tooter", "website": "https://toot.example"}
    assert shown["language"] is None
    assert shown["local_only"] is True
    assert shown["text"] == "Hello"
    assert shown["visibility"] == "mutuals_only"


def test_an_app_that_is_gone_has_a_stock_name() -> None:
    body = status_json(shared(a_status(application_id="A")), account_body(), NO_MARKS)
    assert conforming("Status", body)["application"] == {"name": "unknown application", "website": None}


def test_an_app_without_a_website_says_so() -> None:
    body = status_json(shared(a_status(), an_application(website="")), account_body(), NO_MARKS)
    assert conforming("Status", body)["application"] == {"name": "Tooter", "website": None}


def test_a_remote_status_tells_neither_app_nor_format() -> None:
    status = a_status(is_local=False, url="")
    shown = conforming("Status", status_json(shared(status, an_application()), account_body(), NO_MARKS))
    assert "content_type" not in shown
    assert "application" not in shown
    assert shown["url"] == status.uri


@pytest.mark.parametrize(
    ("field", "marks"),
    [
        ("favourited", Marks(is_favourited=True)),
        ("reblogged", Marks(is_reblogged=True)),
        ("bookmarked", Marks(is_bookmarked=True)),
        ("muted", Marks(is_muted=True)),
    ],
)
def test_each_mark_stands_in_its_own_field(field: str, marks: Marks) -> None:
    shown = conforming("Status", status_json(shared(a_status()), account_body(), marks))
    names = ("favourited", "reblogged", "bookmarked", "muted", "pinned")
    assert [name for name in names if shown[name]] == [field]


def test_only_the_author_sees_the_pin() -> None:
    pinned = shared(a_status(pinned_at=NOW))
    own = status_json(pinned, account_body(), NO_MARKS, is_own=True)
    other = status_json(pinned, account_body(), NO_MARKS)
    assert conforming("Status", own)["pinned"] is True
    assert conforming("Status", other)["pinned"] is False
    unpinned = status_json(shared(a_status()), account_body(), NO_MARKS, is_own=True)
    assert conforming("Status", unpinned)["pinned"] is False


def test_a_boost_holds_the_whole_original() -> None:
    boost = shared(a_status(id="BOOST", boost_of_id=STATUS_ID, content="", text=""))
    shown = conforming("Status", status_json(boost, account_body(), NO_MARKS, reblog=status_body()))
    assert shown["reblog"]["id"] == STATUS_ID
    assert shown["reblog"]["reblog"] is None


def test_filters_and_polls_are_joined_in() -> None:
    poll = orjson.dumps(
        {
            "id": "P", "expires_at": None, "expired": False, "multiple": False, "votes_count": 0,
            "voters_count": None, "options": [], "emojis": [],
        }
    )  # fmt: skip
    result = orjson.dumps(
        [{"filter": {"id": "F", "title": "t", "context": ["home"], "expires_at": None,
                     "filter_action": "warn", "keywords": [], "statuses": []},
          "keyword_matches": ["x"], "status_matches": []}]
    )  # fmt: skip
    body = status_json(shared(a_status()), account_body(), NO_MARKS, poll=poll, filtered=result)
    shown = conforming("Status", body)
    assert shown["poll"]["id"] == "P"
    assert shown["filtered"][0]["keyword_matches"] == ["x"]


def test_the_policy_can_say_what_the_viewer_may_do() -> None:
    status = a_status(visibility=Visibility.PRIVATE)
    mine = policy_json(policy_of(status), (Permission.ALWAYS, Permission.WITH_APPROVAL, Permission.NEVER))
    body = status_json(shared(status), account_body(), NO_MARKS, policy=mine)
    policy = conforming("Status", body)["interaction_policy"]
    assert "me" in policy["can_favourite"]["always"]
    assert policy["can_favourite"]["always"] == policy["can_favourite"]["automatic_approval"]
    assert policy["can_reply"]["with_approval"] == policy["can_reply"]["manual_approval"] == ["me"]
    assert policy["can_reblog"]["always"] == ["author"]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_every_visibility_conforms(visibility: Visibility) -> None:
    shown = conforming("Status", status_body(a_status(visibility=visibility)))
    assert shown["visibility"] == visibility.value


def test_text_from_outside_stays_inside_its_string() -> None:
    nasty = '"},"account":null,"x":{"\\\u2028\x00</script>'
    shown = conforming("Status", status_body(a_status(content=nasty, spoiler_text=nasty)))
    assert (shown["content"], shown["spoiler_text"]) == (nasty, nasty)


def test_a_cache_can_weigh_a_shared_status() -> None:
    assert shared(a_status(content="x" * 1000)).weight - shared(a_status(content="")).weight == 1000
