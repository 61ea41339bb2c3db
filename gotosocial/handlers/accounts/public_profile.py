"""What of a local account strangers see on the web (rows A-13, A-15, WE-20; behaviour sheet, section 13).

Only top-level posts stand on the page, no replies and no boosts, and never one that the author hides from
the web. Which those are is decided in ``models/rules/visibility.py`` for a viewer who is nobody.
"""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.visibility import Seen, exists, may_see_status
from gotosocial.util.paging import Page, Slice

POSTS = 20
_READ_AT_ONCE = 40
_MOST_READS = 5
_TOP_LEVEL = AccountStatuses(exclude_replies=True, exclude_reblogs=True)


@attrs.frozen
class PublicProfiles:
    """Finds local people and what they show to everybody."""

    access: Access
    addresses: Addresses

    async def find(self, username: str) -> Account:
        """Return a local account, or raise NotFound: also for one that is suspended or not yet in use."""
        account = await self.access.db.accounts.find_by_name(username)
        if account is None or not exists(account) or account.username == self.addresses.host:
            raise NotFound("there is no such account here")
        return account

    async def posts(self, account: Account, max_id: str) -> Slice[Seen]:
        """Return up to 20 posts older than ``max_id``, and where the older ones begin.

        Much of what is read may be hidden, so several pages are read for one, but not without end.
        """
        if account.hides_public_from_web:
            return Slice(items=[])
        items: list[Seen] = []
        page = Page(limit=_READ_AT_ONCE, max_id=max_id)
        for _ in range(_MOST_READS):
            found = await self.access.db.status_pages.of_account(account.id, page, _TOP_LEVEL)
            visible = await self.access.visible(found.items, None)
            items += [seen for seen in visible if not seen.status.is_reply]
            if len(items) > POSTS:
                return Slice(items=items[:POSTS], oldest=items[POSTS - 1].status.id, has_more=True)
            if not found.has_more:
                return Slice(items=items)
            page = attrs.evolve(page, max_id=found.oldest)
        return Slice(items=items, oldest=page.max_id, has_more=True)

    async def pinned(self, account: Account) -> list[Seen]:
        """Return the pinned posts that everybody may see, the last pinned first."""
        ids = await self.access.db.status_pages.pinned_of(account.id)
        return await self.access.visible(ids, None)

    async def post(self, account: Account, status_id: str) -> Seen:
        """Return one post of the account, or raise NotFound where strangers may not see it."""
        found = await self.access.seen((status_id,), None)
        if not found or found[0].status.account_id != account.id or found[0].status.is_boost:
            raise NotFound("there is no such post here")
        if not may_see_status(found[0], None):
            raise NotFound("there is no such post here")
        return found[0]
