"""Hands what a local account did to the outbox, for the accounts that it concerns."""

from collections.abc import Iterable

import attrs

from gotosocial.activitypub.write.context import Document, body_of
from gotosocial.federation.sender.outbox import Outbox, Parcel
from gotosocial.federation.sender.recipients import inboxes_of, inboxes_of_followers
from gotosocial.models.account import Account
from gotosocial.storage.stores import Transaction


@attrs.frozen
class Messenger:
    """Sends activities; local receivers are left out, since they have been served by the deed itself."""

    outbox: Outbox
    uses_shared_inboxes: bool

    async def send(
        self,
        t: Transaction,
        activity: Document,
        *,
        by: Account,
        to: Iterable[Account] = (),
        about: str,
        to_followers: bool = False,
        also: Iterable[str] = (),
    ) -> None:
        """Queue the activity for the remote ones among ``to``, and for the followers where wanted.

        ``about``: the URI of the thing with which the activity would be withdrawn. ``also``: more inboxes.
        """
        inboxes = [*inboxes_of(to, shared=self.uses_shared_inboxes), *also]
        if to_followers:
            inboxes += await inboxes_of_followers(t, by.id, shared=self.uses_shared_inboxes)
        if inboxes:
            parcel = Parcel(
                activity_uri=activity["id"], body=body_of(activity), signer_id=by.id, object_uri=about
            )
            await self.outbox.send(t, parcel, inboxes)

    async def withdraw(self, t: Transaction, about: str) -> None:
        """Take back what was said about the thing and has not been delivered yet."""
        await self.outbox.withdraw(t, about)
