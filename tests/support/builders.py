"""Things to test with: models with defaults, of which a test names only what it is about.

Ids grow with every call, so that what is built later is newer; times follow the ids, one second apart.
Remote accounts come from ``domain=``. A local account becomes a person through ``a_user(of=account)``.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from gotosocial.models.account import Account
from gotosocial.models.application import Application
from gotosocial.models.block import Block
from gotosocial.models.emoji import Emoji
from gotosocial.models.follow import Follow
from gotosocial.models.interaction_request import InteractionKind, InteractionRequest
from gotosocial.models.mark import Mark
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.mute import Mute
from gotosocial.models.notification import Notification, NotificationType
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from gotosocial.models.token import AccessToken, AuthorizationCode
from gotosocial.models.user import User
from gotosocial.models.visibility import Visibility
from gotosocial.util import ulid
from gotosocial.util.clock import to_millis

HOST = "here.example"
START = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


def an_id() -> str:
    """Return a ULID that is larger than all before it."""
    return _id_and_time()[0]


def a_time() -> datetime:
    """Return a time one second after the one before it."""
    return _id_and_time()[1]


def an_account(username: str = "alice", domain: str = "", **changes: Any) -> Account:
    """Return an account of this server, or of another one where a domain is given."""
    account_id, now = _id_and_time()
    actor = f"https://{domain or HOST}/users/{username}"
    values: dict[str, Any] = {
        "id": account_id,
        "username": username,
        "domain": domain,
        "display_name": "",
        "note": "",
        "note_raw": "",
        "fields": (),
        "fields_raw": (),
        "emoji_ids": (),
        "avatar_media_id": "",
        "header_media_id": "",
        "avatar_remote_url": "",
        "header_remote_url": "",
        "also_known_as_uris": (),
        "moved_to_uri": "",
        "actor_type": "Person",
        "is_locked": False,
        "is_discoverable": False,
        "is_indexable": False,
        "hides_public_from_web": False,
        "hides_unlisted_from_web": True,
        "uri": actor,
        "url": f"https://{domain or HOST}/@{username}",
        "inbox_uri": f"{actor}/inbox",
        "shared_inbox_uri": f"https://{domain}/inbox" if domain else "",
        "outbox_uri": f"{actor}/outbox",
        "following_uri": f"{actor}/following",
        "followers_uri": f"{actor}/followers",
        "featured_uri": f"{actor}/collections/featured",
        "public_key": "",
        "public_key_uri": f"{actor}#main-key",
        "created_at": now,
        "updated_at": now,
        "fetched_at": now if domain else None,
        "suspended_at": None,
        "suspension_origin": "",
    }
    return Account(**values | changes)


def a_user(of: Account, **changes: Any) -> User:
    """Return the user of a local account, ready to sign in."""
    user_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": user_id,
        "account_id": of.id,
        "email": f"{of.username}@mail.example",
        "password_hash": "not a hash",
        "created_at": now,
        "confirmed_at": now,
        "is_approved": True,
    }
    return User(**values | changes)


def a_status(
    by: Account,
    text: str = "hello",
    visibility: Visibility | str = Visibility.PUBLIC,
    *,
    reply_to: Status | None = None,
    boost_of: Status | None = None,
    **changes: Any,
) -> Status:
    """Return a post; a reply takes over its parent's thread, a boost has no text of its own."""
    status_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": status_id,
        "uri": f"{by.uri}/statuses/{status_id}",
        "url": f"{by.url}/statuses/{status_id}",
        "account_id": by.id,
        "created_at": now,
        "visibility": Visibility(visibility),
        "thread_id": status_id,
        "is_local": by.is_local,
        "content": f"<p>{text}</p>",
        "text": text,
    }
    if reply_to is not None:
        values.update(
            thread_id=reply_to.thread_id,
            in_reply_to_id=reply_to.id,
            in_reply_to_uri=reply_to.uri,
            in_reply_to_account_id=reply_to.account_id,
            is_monologue=reply_to.account_id == by.id and reply_to.is_monologue,
        )
    elif "in_reply_to_uri" in changes:
        values["is_monologue"] = False
    if boost_of is not None:
        values.update(boost_of_id=boost_of.id, boost_of_account_id=boost_of.account_id, content="", text="")
    return Status(**values | changes)


def a_follow(by: Account, of: Account, **changes: Any) -> Follow:
    """Return a follow, or a request to follow: they have the same shape."""
    return Follow(**_between(by, of, "follows") | changes)


def a_block(by: Account, of: Account, **changes: Any) -> Block:
    """Return a block."""
    return Block(**_between(by, of, "blocks") | changes)


def a_mute(by: Account, of: Account, **changes: Any) -> Mute:
    """Return a mute without an end."""
    values = _between(by, of, "mutes")
    del values["uri"]
    return Mute(**values | changes)


def a_favourite(by: Account, of: Status, **changes: Any) -> Mark:
    """Return a favourite of a status."""
    return Mark(**_mark(by, of) | {"uri": f"{by.uri}/liked/{an_id()}"} | changes)


def a_bookmark(by: Account, of: Status, **changes: Any) -> Mark:
    """Return a bookmark of a status."""
    return Mark(**_mark(by, of) | changes)


def a_poll(of: Status, *options: str, **changes: Any) -> Poll:
    """Return an open poll of a status in which nobody has voted."""
    titles = options or ("yes", "no")
    values: dict[str, Any] = {
        "id": an_id(),
        "status_id": of.id,
        "options": titles,
        "votes": (0,) * len(titles),
    }
    return Poll(**values | changes)


def a_request(kind: InteractionKind, by: Account, of: Status, **changes: Any) -> InteractionRequest:
    """Return a request that waits for the author of the status."""
    request_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": request_id,
        "kind": kind,
        "status_id": of.id,
        "target_id": of.account_id,
        "account_id": by.id,
        "interaction_uri": f"{by.uri}/interactions/{request_id}",
        "created_at": now,
    }
    return InteractionRequest(**values | changes)


def a_media(of: Account, **changes: Any) -> MediaAttachment:
    """Return a small JPEG that is not attached to any status."""
    media_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": media_id,
        "account_id": of.id,
        "created_at": now,
        "kind": "image",
        "content_type": "image/jpeg",
        "file_key": f"{of.id}/attachment/original/{media_id}.jpg",
        "file_size": 1000,
        "width": 64,
        "height": 48,
        "small_content_type": "image/jpeg",
        "small_key": f"{of.id}/attachment/small/{media_id}.jpg",
        "small_size": 500,
        "small_width": 64,
        "small_height": 48,
    }
    return MediaAttachment(**values | changes)


def a_notification(type: NotificationType, to: Account, by: Account, **changes: Any) -> Notification:
    """Return a notification; ``status_id`` may be given."""
    notification_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": notification_id,
        "type": type,
        "account_id": to.id,
        "origin_id": by.id,
        "created_at": now,
    }
    return Notification(**values | changes)


def an_application(**changes: Any) -> Application:
    """Return an app that may read and write."""
    application_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": application_id,
        "name": "Elephant",
        "website": "https://app.example",
        "redirect_uris": ("https://app.example/back",),
        "client_id": f"client-{application_id}",
        "client_secret": f"secret-{application_id}",
        "scopes": frozenset({"read", "write"}),
        "created_at": now,
    }
    return Application(**values | changes)


def a_token(application: Application, user: User | None = None, **changes: Any) -> AccessToken:
    """Return a token of a user, or of the application itself."""
    token_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": token_id,
        "digest": f"digest-{token_id}",
        "application_id": application.id,
        "user_id": user.id if user is not None else "",
        "scopes": frozenset({"read", "write"}),
        "created_at": now,
    }
    return AccessToken(**values | changes)


def a_code(application: Application, user: User, **changes: Any) -> AuthorizationCode:
    """Return an authorization code that is good for ten minutes."""
    code_id, now = _id_and_time()
    values: dict[str, Any] = {
        "digest": f"digest-{code_id}",
        "application_id": application.id,
        "user_id": user.id,
        "redirect_uri": application.redirect_uris[0],
        "scopes": frozenset({"read"}),
        "challenge": "",
        "expires_at": now + timedelta(minutes=10),
    }
    return AuthorizationCode(**values | changes)


def an_emoji(shortcode: str = "blobcat", domain: str = "", **changes: Any) -> Emoji:
    """Return a custom emoji."""
    emoji_id, now = _id_and_time()
    values: dict[str, Any] = {
        "id": emoji_id,
        "shortcode": shortcode,
        "domain": domain,
        "uri": f"https://{domain or HOST}/emoji/{emoji_id}",
        "file_key": f"emoji/original/{emoji_id}.png",
        "static_key": f"emoji/static/{emoji_id}.png",
        "is_cached": True,
        "content_type": "image/png",
        "created_at": now,
        "updated_at": now,
    }
    return Emoji(**values | changes)


def _id_and_time() -> tuple[str, datetime]:
    number = next(_numbers)
    moment = START + timedelta(seconds=number)
    return ulid.encode(to_millis(moment) << 80 | number), moment


def _between(by: Account, of: Account, what: str) -> dict[str, Any]:
    row_id, now = _id_and_time()
    uri = f"{by.uri}/{what}/{row_id}"
    return {"id": row_id, "uri": uri, "account_id": by.id, "target_id": of.id, "created_at": now}


def _mark(by: Account, of: Status) -> dict[str, Any]:
    mark_id, now = _id_and_time()
    return {
        "id": mark_id,
        "account_id": by.id,
        "status_id": of.id,
        "target_id": of.account_id,
        "created_at": now,
    }
