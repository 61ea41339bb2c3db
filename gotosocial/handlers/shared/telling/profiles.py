"""Telling other servers that a profile says something else than before (row U-02)."""

from collections.abc import Awaitable, Callable

import attrs

from gotosocial.activitypub.write.create import write_update_actor
from gotosocial.handlers.shared.documents import Documents
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.addresses import update_of
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids

Tell = Callable[[Transaction], Awaitable[None]]


@attrs.frozen
class ProfileTeller:
    """A profile concerns the servers of its followers; all others ask for it when they want it."""

    documents: Documents
    messenger: Messenger
    ulids: Ulids

    async def prepare(self, account: Account) -> Tell:
        """Return what queues the Update of the account as it is now."""
        document = await self.documents.actor(account)
        update = write_update_actor(document, update_of(account.uri, self.ulids.new()))

        async def tell(t: Transaction) -> None:
            await self.messenger.send(t, update, by=account, about=account.uri, to_followers=True)

        return tell
