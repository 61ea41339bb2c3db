"""Writing the ActivityPub documents of local things: loads what they are made of, in few statements.

Nothing is decided here: who may read a document, and whom it is sent to, is known by those who ask for it.
"""

from collections.abc import Iterable

import attrs

from gotosocial.activitypub.write.actor import ActorFacts, write_actor
from gotosocial.activitypub.write.announce import write_announce
from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.note import NoteFacts, write_note
from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Shelves


async def authorization_of(shelves: Shelves, status: Status) -> str:
    """Return the authorization that lets a reply or a boost stand; empty where none was needed or given."""
    if not status.approved_by_uri:
        return ""
    request = await shelves.interaction_requests.find_by_interaction(status.uri)
    return request.authorization_uri if request and request.accepted_at else ""


@attrs.frozen
class Documents:
    """Documents of accounts and statuses that live here, without their context."""

    access: Access
    addresses: Addresses

    async def actor(self, account: Account) -> Document:
        """Return the actor document of an account."""
        media = await self._media((account.avatar_media_id, account.header_media_id))
        emojis = await self.access.db.emojis.get_many(account.emoji_ids) if account.emoji_ids else {}
        facts = ActorFacts(
            account=account,
            emojis=tuple(emojis[one] for one in account.emoji_ids if one in emojis),
            avatar=media.get(account.avatar_media_id),
            header=media.get(account.header_media_id),
        )
        return write_actor(facts, self.addresses)

    async def note(self, status: Status, author: Account) -> Document:
        """Return the document of a status; a boost has none of its own."""
        mentioned = await self.access.accounts(status.mentioned_ids) if status.mentioned_ids else {}
        media = await self._media(status.media_ids)
        emojis = await self.access.db.emojis.get_many(status.emoji_ids) if status.emoji_ids else {}
        facts = NoteFacts(
            status=status,
            author=author,
            mentioned=tuple(mentioned[one] for one in status.mentioned_ids if one in mentioned),
            emojis=tuple(emojis[one] for one in status.emoji_ids if one in emojis),
            media=tuple(media[one] for one in status.media_ids if one in media),
            poll=await self.access.db.polls.find(status.poll_id) if status.poll_id else None,
            parent_uri=status.in_reply_to_uri,
            authorization_uri=await authorization_of(self.access.db, status),
        )
        return write_note(facts, self.addresses)

    async def of(self, seen: Seen) -> Document:
        """Return the document of a status: the Announce of a boost, else its Note or Question."""
        if not seen.status.is_boost:
            return await self.note(seen.status, seen.author)
        if seen.original is None:
            raise NotFound("status not found")
        return write_announce(
            seen.status,
            seen.original.status,
            seen.author,
            seen.original.author,
            authorization_uri=await authorization_of(self.access.db, seen.status),
        )

    async def _media(self, ids: Iterable[str]) -> dict[str, MediaAttachment]:
        wanted = {one for one in ids if one}
        if not wanted:
            return {}
        return await self.access.caches.media.get_many(wanted, self.access.db.media.get_many)
