"""The posts of one account (rows A-31, A-32)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class AccountTimeline:
    """Reads what an account posted, as far as the viewer may see it."""

    access: Access

    async def page(
        self, requester: Requester | None, account_id: str, page: Page, wanted: AccountStatuses
    ) -> Slice[Seen]:
        """Return a page of the account's posts; none of an account that the viewer blocks."""
        viewer = await self.access.viewer_of(requester)
        account = await self.access.account(account_id, viewer)
        if viewer is not None and viewer.is_cut_from(account.id):
            return Slice(items=[])
        found = await self.access.db.status_pages.of_account(account.id, page, wanted)
        items = await self.access.visible(found.items, viewer)
        return found.showing(items)

    async def pinned(self, requester: Requester | None, account_id: str) -> list[Seen]:
        """Return the account's pinned posts, the last pinned first."""
        viewer = await self.access.viewer_of(requester)
        account = await self.access.account(account_id, viewer)
        if viewer is not None and viewer.is_cut_from(account.id):
            return []
        ids = await self.access.db.status_pages.pinned_of(account.id)
        return await self.access.visible(ids, viewer)
