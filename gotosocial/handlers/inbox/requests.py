"""Servers that ask before they like, answer or boost a local status (rows V-25, I-20, Z-27).

The interaction itself comes along as the instrument. It takes the way of one that comes unasked; only its
author always hears an answer, and the answer names the authorization.
"""

import attrs

from gotosocial.activitypub.activity import AnnounceRequest, LikeRequest, ReplyRequest
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.announce import AnnounceReceiver
from gotosocial.handlers.inbox.create import CreateReceiver
from gotosocial.handlers.inbox.like import LikeReceiver
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.models.rules.trust import same_site

PoliteRequest = LikeRequest | AnnounceRequest | ReplyRequest


@attrs.frozen
class LikeRequestReceiver:
    """Takes in the wish to like a status."""

    senders: Senders
    likes: LikeReceiver

    async def receive(self, got: Received[LikeRequest]) -> None:
        """Make the favourite, or let it wait."""
        like = got.activity.instrument
        await check_request(
            self.senders, got, uri=like.uri, by_uri=like.actor_uri, target_uri=like.object_uri
        )
        await self.likes.take(got, like, request_uri=got.activity.uri)


@attrs.frozen
class AnnounceRequestReceiver:
    """Takes in the wish to boost a status."""

    senders: Senders
    announces: AnnounceReceiver

    async def receive(self, got: Received[AnnounceRequest]) -> None:
        """Make the boost, or let it wait."""
        boost = got.activity.instrument
        await check_request(
            self.senders, got, uri=boost.uri, by_uri=boost.actor_uri, target_uri=boost.object_uri
        )
        await self.announces.take(got, boost, request_uri=got.activity.uri)


@attrs.frozen
class ReplyRequestReceiver:
    """Takes in the wish to answer a status."""

    senders: Senders
    creates: CreateReceiver

    async def receive(self, got: Received[ReplyRequest]) -> None:
        """Store the reply, or let it wait."""
        note = got.activity.instrument
        await check_request(
            self.senders, got, uri=note.uri, by_uri=note.author_uri, target_uri=note.in_reply_to_uri
        )
        await self.creates.keep(got, note, request_uri=got.activity.uri)


async def check_request(
    senders: Senders, got: Received[PoliteRequest], *, uri: str, by_uri: str, target_uri: str
) -> None:
    """Raise unless the sender asks for itself, about the local status that the instrument is about.

    ``uri`` is the id of the instrument, which must be of the sender's server as that of the request is.
    """
    request = got.activity
    if by_uri != got.sender.actor_uri:
        raise NotAllowed("nobody asks for somebody else")
    if not same_site(uri, got.sender.actor_uri):
        raise NotAllowed("the instrument has an id of another server")
    if target_uri != request.object_uri:
        raise NotAllowed("the request is about another status than its instrument")
    status = await senders.access.db.statuses.find_by_uri(target_uri)
    if status is None or not status.is_local:
        raise NotRelevant("the status is not from here")
    if got.inbox_of and got.inbox_of != status.account_id:
        raise NotAllowed("the request came to another one's inbox")
    author = await senders.access.db.accounts.get(status.account_id)
    if author.moved_to_uri:
        raise NotRelevant("the author has moved away")
