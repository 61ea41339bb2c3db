"""A private note about another account (row A-30)."""

import attrs

from gotosocial.errors import NotAcceptable
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Transaction


@attrs.frozen
class AccountNotes:
    """Keeps what somebody noted about an account; an empty note deletes it."""

    access: Access

    async def put(self, requester: Requester, target_id: str, comment: str) -> None:
        """Set the note of the requester about the account."""
        if target_id == requester.account_id:
            raise NotAcceptable("you cannot keep a note about yourself")
        viewer = await self.access.viewer(requester.account_id)
        await self.access.account(target_id, viewer)

        async def deed(t: Transaction) -> None:
            await t.account_notes.put(requester.account_id, target_id, comment)

        await self.access.db.transact(deed)
