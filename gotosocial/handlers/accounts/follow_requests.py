"""Deciding about requests to follow (rows A-27, A-28)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.telling.follows import FollowTeller
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
    teller: FollowTeller

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
        account, target = await self._pair(requester, origin_id)

        async def deed(t: Transaction) -> None:
            request = await t.follow_requests.delete(account.id, target.id)
            if request is None:
                raise NotFound("no such follow request")
            await self.connector.connect(t, request, account, target)
            await self.teller.accept(t, request, account, target)

        await self.access.db.transact(deed)

    async def reject(self, requester: Requester, origin_id: str) -> None:
        """Turn the account away; NotFound where no request of it waits."""
        account, target = await self._pair(requester, origin_id)

        async def deed(t: Transaction) -> None:
            request = await self.connector.withdraw(t, account.id, target.id)
            if request is None:
                raise NotFound("no such follow request")
            await self.teller.reject(t, request, account, target)

        await self.access.db.transact(deed)

    async def _pair(self, requester: Requester, origin_id: str) -> tuple[Account, Account]:
        """Return who asks and who decides."""
        account = await self.access.find_account(origin_id)
        if account is None:
            raise NotFound("no such follow request")
        return account, await self.access.own_account(requester)

    async def _accounts(self, requester: Requester, found: Slice[Follow], ids: list[str]) -> Slice[Account]:
        viewer = await self.access.viewer(requester.account_id)
        accounts = await self.access.visible_accounts(ids, viewer)
        return found.showing(accounts)
