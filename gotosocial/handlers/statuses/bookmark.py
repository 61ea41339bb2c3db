"""Bookmarks: private marks that nobody else ever sees (row S-16)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.models.mark import Mark
from gotosocial.models.requester import Requester
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class Bookmarks:
    """Adds and removes bookmarks; doing it twice changes nothing."""

    access: Access
    ulids: Ulids

    async def add(self, requester: Requester, status_id: str) -> str:
        """Bookmark a status, or the original of a boost; return the id of what was bookmarked."""
        seen = await self.access.original(status_id, await self.access.viewer(requester.account_id))
        mark_id = self.ulids.new()
        mark = Mark(
            id=mark_id,
            account_id=requester.account_id,
            status_id=seen.status.id,
            target_id=seen.author.id,
            created_at=time_of(mark_id),
        )

        async def deed(t: Transaction) -> None:
            if not await t.bookmarks.find(requester.account_id, seen.status.id):
                await t.bookmarks.insert(mark)

        try:
            await self.access.db.transact(deed)
        except Duplicate:
            pass  # the same request came twice at once, and the other one was first
        return seen.status.id

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Remove a bookmark; return the id of the status."""
        seen = await self.access.original(status_id, await self.access.viewer(requester.account_id))

        async def deed(t: Transaction) -> None:
            await t.bookmarks.delete(requester.account_id, seen.status.id)

        await self.access.db.transact(deed)
        return seen.status.id
