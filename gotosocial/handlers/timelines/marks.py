"""The requester's favourites and bookmarks, and who favourited or boosted a status (T-11, S-17)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.mark import Mark
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class MarkedStatuses:
    """Reads marks, newest mark first; cursors are the ids of the marks."""

    access: Access

    async def favourites(self, requester: Requester, page: Page) -> Slice[Seen]:
        """Return a page of what the requester favourited."""
        return await self._show(
            requester, await self.access.db.favourites.page_by_account(requester.account_id, page)
        )

    async def bookmarks(self, requester: Requester, page: Page) -> Slice[Seen]:
        """Return a page of what the requester bookmarked."""
        return await self._show(
            requester, await self.access.db.bookmarks.page_by_account(requester.account_id, page)
        )

    async def favourited_by(self, requester: Requester, status_id: str, page: Page) -> Slice[Account]:
        """Return a page of who favourited a status, without those that the requester may not see."""
        viewer = await self.access.viewer(requester.account_id)
        seen = await self.access.original(status_id, viewer)
        found = await self.access.db.favourites.page_by_status(seen.status.id, page)
        accounts = await self.access.visible_accounts([mark.account_id for mark in found.items], viewer)
        return found.showing(accounts)

    async def reblogged_by(self, requester: Requester, status_id: str, page: Page) -> Slice[Account]:
        """Return a page of who boosted a status, where the requester may see the boost."""
        viewer = await self.access.viewer(requester.account_id)
        seen = await self.access.original(status_id, viewer)
        found = await self.access.db.status_pages.boosters(seen.status.id, page)
        boosts = await self.access.visible([one.id for one in found.items], viewer)
        accounts = [boost.author for boost in boosts]
        return found.showing(accounts)

    async def _show(self, requester: Requester, found: Slice[Mark]) -> Slice[Seen]:
        viewer = await self.access.viewer(requester.account_id)
        items = await self.access.visible([mark.status_id for mark in found.items], viewer)
        return found.showing(items)
