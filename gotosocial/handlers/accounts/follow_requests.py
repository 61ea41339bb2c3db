"""Deciding about requests to follow (rows A-27, A-28)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Transaction
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class FollowRequests:
    """Lists, accepts and rejects requests to follow a local account."""

    access: Access
    connector: FollowConnector

    async def incoming(self, requester: Requester, page: Page) -> Slice[Account]:
        """Return a page of the accounts that ask to follow, newest request first."""
        found = await self.access.db.follow_requests.page_incoming(requester.account_id, page)
        return await self._accounts(requester, found, [one.account_id for one in found.items])

    async def outgoing(self, requester: Requester, page: Page) -> Slice[Account]:
        """Return a page of the accounts that were asked and have not answered."""
        found = await self.access.db.follow_requests.page_outgoing(requester.account_id, page)
        return await self._accounts(requester, found, [one.target_id for one in found.items])

    async def accept(self, requester: Requester, origin_id: str) -> None:
        """Let the account follow; NotFound where no request of it waits."""

        async def deed(t: Transaction) -> None:
            request = await t.follow_requests.delete(origin_id, requester.account_id)
            if request is None:
                raise NotFound("no such follow request")
            await self.connector.connect(t, request)

        await self.access.db.transact(deed)

    async def reject(self, requester: Requester, origin_id: str) -> None:
        """Turn the account away; NotFound where no request of it waits."""

        async def deed(t: Transaction) -> None:
            if not await self.connector.withdraw(t, origin_id, requester.account_id):
                raise NotFound("no such follow request")

        await self.access.db.transact(deed)

    async def _accounts(self, requester: Requester, found: Slice[Follow], ids: list[str]) -> Slice[Account]:
        viewer = await self.access.viewer(requester.account_id)
        accounts = await self.access.visible_accounts(ids, viewer)
        return Slice(items=accounts, newest=found.newest, oldest=found.oldest, has_more=found.has_more)
