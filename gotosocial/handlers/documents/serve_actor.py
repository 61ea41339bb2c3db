"""The documents of actors, their keys, and custom emojis (rows U-12, U-16, Z-34)."""

import attrs

from gotosocial.activitypub.write.actor import write_bare_actor, write_key_stub
from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.delete import write_tombstone
from gotosocial.activitypub.write.tag import write_emoji
from gotosocial.errors import Gone, NotAllowed, NotFound
from gotosocial.handlers.documents.read_as import Readership, Visitor
from gotosocial.handlers.shared.documents import Documents
from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import exists, may_open_account
from gotosocial.storage.stores import Database


@attrs.frozen
class ActorDocuments:
    """Serves what is known of local accounts. A Tombstone is returned for one that was deleted."""

    readership: Readership
    documents: Documents

    @property
    def db(self) -> Database:
        """Where everything is kept."""
        return self.readership.access.db

    def is_instance(self, username: str) -> bool:
        """Tell whether the instance actor is meant, whom everybody may read."""
        return username.lower() == self.documents.addresses.host

    async def actor(self, username: str, visitor: Visitor) -> Document:
        """Return the actor. Raises NotFound, or NotAllowed where the account blocks the signer."""
        account = await self._find(username)
        if account is None:
            return await self._tombstone(username)
        if not may_open_account(account, visitor.viewer):
            raise NotAllowed("this account is not shown to you")
        return await self.documents.actor(account)

    async def bare(self, username: str) -> Document:
        """Return as little of the actor as those need who do not sign. Raises NotFound."""
        account = await self._find(username)
        if account is None:
            return await self._tombstone(username)
        return write_bare_actor(account, self.documents.addresses)

    async def key(self, username: str) -> Document:
        """Return the actor's key and whose it is. Raises NotFound."""
        account = await self._find(username)
        if account is None:
            return await self._tombstone(username)
        return write_key_stub(account)

    async def owner(self, username: str, visitor: Visitor) -> Account:
        """Return the account whose collections are asked for. Raises NotFound, Gone and NotAllowed."""
        account = await self._find(username)
        if account is None:
            await self._tombstone(username)
            raise Gone("this account was deleted")
        self.readership.refuse_blocked(visitor, account)
        return account

    def hides_collections(self, account: Account) -> bool:
        """Tell whether the account shows neither what it posts nor whom it knows, as the instance actor."""
        return account.hides_collections or self.is_instance(account.username)

    async def emoji(self, emoji_id: str) -> Document:
        """Return a custom emoji of this instance, or raise NotFound."""
        emoji = (await self.db.emojis.get_many([emoji_id])).get(emoji_id)
        if emoji is None or emoji.domain or emoji.is_disabled:
            raise NotFound("there is no such emoji here")
        return write_emoji(emoji, self.documents.addresses)

    async def _find(self, username: str) -> Account | None:
        account = await self.db.accounts.find_by_name(username)
        return account if account is not None and exists(account) else None

    async def _tombstone(self, username: str) -> Document:
        uri = self.documents.addresses.actor(username.lower())
        deleted_at = await self.db.tombstones.find(uri)
        if deleted_at is None:
            raise NotFound("there is no such account here")
        return write_tombstone(uri, deleted_at)
