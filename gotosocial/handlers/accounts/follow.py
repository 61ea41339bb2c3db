"""Following and unfollowing (rows A-24 to A-26)."""

import attrs

from gotosocial.errors import NotAcceptable, NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.follow import Follow
from gotosocial.models.requester import Requester
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class FollowRequester:
    """Follows and unfollows on behalf of a local account."""

    access: Access
    connector: FollowConnector
    teller: FollowTeller
    addresses: Addresses
    ulids: Ulids

    async def follow(
        self, requester: Requester, target_id: str, *, reblogs: bool | None, notify: bool | None
    ) -> None:
        """Follow or ask to follow; where a follow or request exists, only its switches change."""
        account, target = await self._pair(requester, target_id)
        wanted = self._follow(account, target, reblogs is not False, notify is True)

        async def deed(t: Transaction) -> None:
            if not await self.connector.may_meet(t, wanted):
                raise NotFound("account not found")
            if standing := await t.follows.find(account.id, target.id):
                await t.follows.update(_switched(standing, reblogs, notify))
            elif waiting := await t.follow_requests.find(account.id, target.id):
                await t.follow_requests.update(_switched(waiting, reblogs, notify))
            elif target.is_locked or not target.is_local:
                await self.connector.request(t, wanted, target)
                await self.teller.ask(t, wanted, account, target)
            else:
                await self.connector.connect(t, wanted, account, target)

        try:
            await self.access.db.transact(deed)
        except Duplicate:
            # The same request came twice at once, and the other one was first: now its row is found.
            await self.access.db.transact(deed)

    async def unfollow(self, requester: Requester, target_id: str) -> None:
        """End the follow, or withdraw the request; nothing happens where there is neither."""
        account, target = await self._pair(requester, target_id)

        async def deed(t: Transaction) -> None:
            ended = await self.connector.disconnect(t, account.id, target.id)
            if ended is not None:
                await self.teller.end(t, ended, account, target)

        await self.access.db.transact(deed)

    async def _pair(self, requester: Requester, target_id: str) -> tuple[Account, Account]:
        account = await self.access.own_account(requester)
        if target_id == account.id:
            raise NotAcceptable("you cannot follow yourself")
        viewer = await self.access.viewer(account.id)
        target = await self.access.unblocked_account(target_id, viewer)
        return account, target

    def _follow(self, account: Account, target: Account, reblogs: bool, notify: bool) -> Follow:
        follow_id = self.ulids.new()
        return Follow(
            id=follow_id,
            uri=self.addresses.follow(account.username, follow_id),
            account_id=account.id,
            target_id=target.id,
            shows_reblogs=reblogs,
            notifies=notify,
            created_at=time_of(follow_id),
        )


def _switched(follow: Follow, reblogs: bool | None, notify: bool | None) -> Follow:
    return attrs.evolve(
        follow,
        shows_reblogs=follow.shows_reblogs if reblogs is None else reblogs,
        notifies=follow.notifies if notify is None else notify,
    )
