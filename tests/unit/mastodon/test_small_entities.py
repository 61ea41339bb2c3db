"""The small entities conform to the contract."""

from typing import get_args

import orjson
import pytest

from gotosocial.mastodon.application import application_json, credential_application_json
from gotosocial.mastodon.emoji import emoji_entities, emoji_entity
from gotosocial.mastodon.notification import notification_json
from gotosocial.mastodon.relationship import relationship_json, relationships_json
from gotosocial.mastodon.tag import tag_json
from gotosocial.models.notification import Notification, NotificationType
from gotosocial.models.relationship import Relationship
from tests.unit.mastodon.samples import (
    HERE,
    NOW,
    account_body,
    an_application,
    an_emoji,
    conforming,
    conforming_shape,
    status_body,
)


@pytest.mark.parametrize("kind", get_args(NotificationType))
def test_every_kind_of_notification_conforms(kind: NotificationType) -> None:
    notification = Notification(id="N", type=kind, account_id="A", origin_id="B", created_at=NOW)
    shown = conforming("Notification", notification_json(notification, account_body(), status_body()))
    assert (shown["type"], shown["status"]["content"]) == (kind, "<p>Hello</p>")


def test_a_notification_may_be_about_no_status() -> None:
    notification = Notification(id="N", type="follow", account_id="A", origin_id="B", created_at=NOW)
    assert "status" not in conforming("Notification", notification_json(notification, account_body()))


def test_relationships_conform() -> None:
    one = Relationship(id="A", following=True, muting=True, note="n")
    shown = conforming("Relationship", relationship_json(one))
    assert (shown["following"], shown["muting"], shown["blocking"], shown["note"]) == (True, True, False, "n")
    assert conforming_shape("[Relationship]", relationships_json([one, one])) == [shown, shown]
    assert relationships_json([]) == b"[]"


def test_an_emoji_conforms_with_and_without_files() -> None:
    shown = conforming("CustomEmoji", orjson.dumps(emoji_entity(an_emoji(category="cats"), HERE)))
    assert shown["category"] == "cats"
    assert shown["static_url"] == "https://social.example/fileserver/I/emoji/static/E.png"
    remote = an_emoji(file_key="", static_key="", remote_url="https://r.example/e.png")
    shown = conforming("CustomEmoji", orjson.dumps(emoji_entity(remote, HERE)))
    assert shown["url"] == shown["static_url"] == "https://r.example/e.png"


def test_emojis_that_are_switched_off_are_left_out() -> None:
    assert emoji_entities(["E"], {"E": an_emoji(is_disabled=True)}, HERE) == []


def test_an_app_shows_its_secret_only_once() -> None:
    shown = conforming("CredentialApplication", credential_application_json(an_application(), "key", "clear"))
    assert (shown["client_secret"], shown["client_id"]) == ("clear", "cid")
    assert shown["redirect_uri"] == "https://toot.example/cb\nurn:ietf:wg:oauth:2.0:oob"
    later = conforming("Application", application_json(an_application(website=""), "key"))
    assert "client_secret" not in later
    assert later["website"] is None


def test_a_tag_conforms() -> None:
    shown = conforming("Tag", tag_json("cats", HERE, is_followed=True))
    assert (shown["following"], shown["history"]) == (True, [])
    assert "following" not in conforming("Tag", tag_json("cats", HERE))
