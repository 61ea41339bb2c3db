"""Puts what the builders made into a database: each thing goes to its shelf, all in one transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from gotosocial.models.account import Account
from gotosocial.models.application import Application
from gotosocial.models.block import Block
from gotosocial.models.emoji import Emoji
from gotosocial.models.follow import Follow
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.mark import Mark
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.mute import Mute
from gotosocial.models.notification import Notification
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from gotosocial.models.token import AccessToken, AuthorizationCode
from gotosocial.models.user import User
from gotosocial.storage.stores import Database, Transaction

_SHELVES: dict[type, Callable[[Transaction], Callable[[Any], Awaitable[object]]]] = {
    Account: lambda t: t.accounts.insert,
    User: lambda t: t.users.insert,
    Application: lambda t: t.applications.insert,
    AccessToken: lambda t: t.access_tokens.insert,
    AuthorizationCode: lambda t: t.authorization_codes.insert,
    Emoji: lambda t: t.emojis.insert,
    Follow: lambda t: t.follows.insert,
    Block: lambda t: t.blocks.insert,
    Mute: lambda t: t.mutes.upsert,
    InteractionRequest: lambda t: t.interaction_requests.insert,
    Poll: lambda t: t.polls.insert,
    Status: lambda t: t.statuses.insert,
    MediaAttachment: lambda t: t.media.insert,
    Notification: lambda t: t.notifications.insert,
}


async def keep(db: Database, *things: object) -> None:
    """Insert the things in their order; no counts are changed and no consequence follows.

    A ``Mark`` with a URI is a favourite, one without a bookmark; a ``Follow`` is one that stands.
    """

    async def deed(t: Transaction) -> None:
        for thing in things:
            await _shelf(t, thing)(thing)

    await db.transact(deed)


def _shelf(t: Transaction, thing: object) -> Callable[[Any], Awaitable[object]]:
    if isinstance(thing, Mark):
        return t.favourites.insert if thing.uri else t.bookmarks.insert
    return _SHELVES[type(thing)](t)
