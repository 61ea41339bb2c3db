"""Telling other servers that a local account is deleted (row U-03)."""

import attrs

from gotosocial.activitypub.write.context import body_of
from gotosocial.activitypub.write.delete import write_delete_actor
from gotosocial.federation.sender.outbox import Parcel
from gotosocial.federation.sender.recipients import inboxes_of_followers
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.storage.stores import Transaction


@attrs.frozen
class DepartureTeller:
    """Call it before the follows are removed, which say whom it concerns; the account's key stays."""

    messenger: Messenger

    async def deleted(self, t: Transaction, account: Account) -> None:
        """Tell the servers of its followers and of those whom it follows; what waited to be said is not."""
        if not account.is_local:
            return
        shared = self.messenger.uses_shared_inboxes
        inboxes = [
            *await inboxes_of_followers(t, account.id, shared=shared),
            *await t.follower_inboxes.of_followed(account.id, shared=shared),
        ]
        await self.messenger.withdraw(t, account.uri)
        delete = write_delete_actor(account)
        parcel = Parcel(
            activity_uri=delete["id"], body=body_of(delete), signer_id=account.id, object_uri=account.uri
        )
        await self.messenger.outbox.send(t, parcel, inboxes)
