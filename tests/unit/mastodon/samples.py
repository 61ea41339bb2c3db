"""Models with defaults, and the check of an entity against the contract."""

from datetime import UTC, datetime
from typing import Any

import orjson

from gotosocial.mastodon.account import account_json
from gotosocial.mastodon.status import status_json, status_shared
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.application import Application
from gotosocial.models.emoji import Emoji
from gotosocial.models.marks import NO_MARKS
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from tests.support.contract_check import contract

NOW = datetime(2024, 5, 6, 7, 8, 9, 123000, UTC)
NOW_TEXT = "2024-05-06T07:08:09.123Z"
HERE = Addresses("https://social.example", "social.example", "example")
ALICE_ID = "01HX0000000000000000ALICE0"
STATUS_ID = "01HX0000000000000000STAT00"


def conforming(entity: str, body: bytes) -> dict[str, Any]:
    """Parse the JSON and fail where it does not conform to the contract's entity."""
    value = orjson.loads(body)
    assert contract.validate(entity, value) == []
    return dict(value)


def conforming_shape(shape: Any, body: bytes) -> Any:
    """Parse the JSON and fail where it does not have the contract's shape, such as ``[Status]``."""
    value = orjson.loads(body)
    assert contract.validate_shape(shape, value) == []
    return value


def an_account(username: str = "alice", **changes: Any) -> Account:
    """Return a local account."""
    under = HERE.under(username)
    facts: dict[str, Any] = {
        "id": ALICE_ID, "username": username, "domain": "", "display_name": "Alice", "note": "<p>Hi</p>",
        "note_raw": "Hi", "fields": (), "fields_raw": (), "emoji_ids": (), "avatar_media_id": "",
        "header_media_id": "", "avatar_remote_url": "", "header_remote_url": "", "also_known_as_uris": (),
        "moved_to_uri": "", "actor_type": "Person", "is_locked": True, "is_discoverable": False,
        "is_indexable": False, "hides_public_from_web": False, "hides_unlisted_from_web": True,
        "uri": under.uri, "url": HERE.profile_url(username), "inbox_uri": under.inbox,
        "shared_inbox_uri": "", "outbox_uri": under.outbox, "following_uri": under.following,
        "followers_uri": under.followers, "featured_uri": under.featured, "public_key": "",
        "public_key_uri": under.main_key, "created_at": NOW, "updated_at": NOW, "fetched_at": None,
        "suspended_at": None, "suspension_origin": "",
    }  # fmt: skip
    return Account(**(facts | changes))


def a_status(**changes: Any) -> Status:
    """Return a local public status of Alice."""
    facts: dict[str, Any] = {
        "id": STATUS_ID, "uri": HERE.status("alice", STATUS_ID), "url": HERE.status_url("alice", STATUS_ID),
        "account_id": ALICE_ID, "created_at": NOW, "visibility": Visibility.PUBLIC, "thread_id": STATUS_ID,
        "content": "<p>Hello</p>", "text": "Hello", "language": "en",
    }  # fmt: skip
    return Status(**(facts | changes))


def a_picture(**changes: Any) -> MediaAttachment:
    """Return a picture with a thumbnail."""
    facts: dict[str, Any] = {
        "id": "01HX0000000000000000PCT000", "account_id": ALICE_ID, "created_at": NOW, "kind": "image",
        "content_type": "image/png", "file_key": f"{ALICE_ID}/attachment/original/P.png", "width": 800,
        "height": 400, "small_key": f"{ALICE_ID}/attachment/small/P.webp", "small_width": 512,
        "small_height": 256, "description": "a cat", "blurhash": "LNMF%n00%#MwS|WCWEM{R*bbWBbH",
    }  # fmt: skip
    return MediaAttachment(**(facts | changes))


def an_emoji(**changes: Any) -> Emoji:
    """Return a local emoji."""
    facts: dict[str, Any] = {
        "id": "01HX0000000000000000EMJ000", "shortcode": "cat", "domain": "", "uri": "u",
        "file_key": "I/emoji/original/E.png", "static_key": "I/emoji/static/E.png", "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    return Emoji(**(facts | changes))


def an_application(**changes: Any) -> Application:
    """Return an app with a website."""
    facts: dict[str, Any] = {
        "id": "01HX0000000000000000APP000", "name": "Tooter", "website": "https://toot.example",
        "redirect_uris": ("https://toot.example/cb", "urn:ietf:wg:oauth:2.0:oob"), "client_id": "cid",
        "client_secret": "digest", "scopes": frozenset({"read", "write"}), "created_at": NOW,
    }  # fmt: skip
    return Application(**(facts | changes))


def account_body(account: Account | None = None) -> bytes:
    """Return an Account as JSON, for what embeds one."""
    return account_json(account or an_account(), emojis={}, avatar=None, header=None, addresses=HERE)


def status_body(status: Status | None = None) -> bytes:
    """Return a Status as JSON, for what embeds one."""
    shared = status_shared(
        status or a_status(), accounts={}, media={}, emojis={}, application=None, addresses=HERE
    )
    return status_json(shared, account_body(), NO_MARKS)
