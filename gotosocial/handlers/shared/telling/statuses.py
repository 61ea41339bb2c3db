"""Telling other servers about statuses: written, changed, deleted (rows U-01 to U-03)."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.create import write_create, write_update
from gotosocial.activitypub.write.delete import write_delete_status
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen
class StatusTeller:
    """A status concerns its author's followers, where they may see it, and whoever is named in it.

    What becomes of it later concerns also those who hold it because they like, boosted or answered it, or
    because an earlier version mentioned them.
    """

    messenger: Messenger

    async def holders(self, t: Transaction, status: Status) -> list[str]:
        """Return the inboxes of those. All this goes with the status, so ask before it is removed."""
        return await t.status_audiences.inboxes(status.id, shared=self.messenger.uses_shared_inboxes)

    async def published(
        self, t: Transaction, status: Status, author: Account, named: Sequence[Account], note: Document
    ) -> None:
        """Tell about a new status; ``named``: who is mentioned or answered, ``note``: its document."""
        if status.is_federated:
            await self._send(t, write_create(note), status, author, named)

    async def edited(
        self,
        t: Transaction,
        status: Status,
        author: Account,
        named: Sequence[Account],
        note: Document,
        *,
        edit: str,
    ) -> None:
        """Tell about a new version; ``edit`` is a ULID that makes the activity's id its own."""
        if status.is_federated:
            # Who may not see it any more does not get new words because of an old favourite.
            also = await self.holders(t, status) if status.visibility.is_open else []
            await self._send(t, write_update(note, edit), status, author, named, also)

    async def deleted(
        self,
        t: Transaction,
        status: Status,
        author: Account,
        mentioned: Sequence[Account],
        replied_to: Account | None,
        holders: Sequence[str] = (),
    ) -> None:
        """Tell whoever may know the status that it is gone; what has not left yet stays here."""
        if not status.is_federated:
            return
        await self.messenger.withdraw(t, status.uri)
        delete = write_delete_status(status, author, mentioned, replied_to)
        named = [*mentioned, *([replied_to] if replied_to else [])]
        await self._send(t, delete, status, author, named, holders)

    async def _send(
        self,
        t: Transaction,
        activity: Document,
        status: Status,
        author: Account,
        named: Sequence[Account],
        also: Sequence[str] = (),
    ) -> None:
        await self.messenger.send(
            t,
            activity,
            by=author,
            to=named,
            about=status.uri,
            to_followers=status.visibility.is_for_followers and not status.is_pending,
            also=also,
        )
