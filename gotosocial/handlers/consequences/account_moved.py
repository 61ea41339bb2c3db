"""What follows when an account lives elsewhere now: its followers here follow it there (row G1-04).

Everything may run twice: each part moves those who still follow the old account.
"""

from collections.abc import Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.jobs.kinds import AccountMoved
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.follow import Follow
from gotosocial.storage.stores import Transaction
from gotosocial.util.paging import Page
from gotosocial.util.ulid import Ulids, time_of

PART = 50
_FIRST = Page(limit=PART)


@attrs.frozen
class AccountMovedConsequence:
    """Moves local followers, with the switches that they had set; what the old account followed is over."""

    access: Access
    connector: FollowConnector
    teller: FollowTeller
    addresses: Addresses
    ulids: Ulids

    async def run(self, job: AccountMoved, finish: Finish) -> None:
        """Work the fact off; where one of the two is gone meanwhile nobody is moved."""
        db = self.access.db
        account, target = await db.accounts.find(job.account_id), await db.accounts.find(job.target_id)
        if account is None or target is None or target.is_suspended or account.moved_to_uri != target.uri:
            await db.transact(finish)
            return
        after = ""
        while follows := await db.follows.followers_after(account.id, after, PART):
            after = follows[-1].id
            await self._move(follows, account, target)
        if not account.is_local:
            await self._let_go(account)
        await db.transact(finish)

    async def _move(self, follows: Sequence[Follow], account: Account, target: Account) -> None:
        followers = await self.access.accounts([one.account_id for one in follows])
        viewers = await self.access.viewers(followers)
        cut = {viewer.account_id for viewer in viewers.values() if viewer.is_cut_from(target.id)}

        async def deed(t: Transaction) -> None:
            for follow in follows:
                follower = followers.get(follow.account_id)
                if follower is None:
                    continue
                if follower.id != target.id and follower.id not in cut:
                    await self._follow(t, follow, follower, target)
                ended = await self.connector.disconnect(t, follower.id, account.id)
                if ended is not None:
                    await self.teller.end(t, ended, follower, account)

        await self.access.db.transact(deed)

    async def _follow(self, t: Transaction, old: Follow, follower: Account, target: Account) -> None:
        if await t.follows.find(follower.id, target.id) or await t.follow_requests.find(
            follower.id, target.id
        ):
            return
        follow_id = self.ulids.new()
        wanted = attrs.evolve(
            old,
            id=follow_id,
            uri=self.addresses.follow(follower.username, follow_id),
            target_id=target.id,
            created_at=time_of(follow_id),
        )
        if target.is_local and not target.is_locked:
            await self.connector.connect(t, wanted, follower, target)
        else:
            await self.connector.request(t, wanted, target)
            await self.teller.ask(t, wanted, follower, target)

    async def _let_go(self, account: Account) -> None:
        """End what the old account follows here, and what it has asked for."""

        async def follows(t: Transaction) -> int:
            found = (await t.follows.page_following(account.id, _FIRST)).items
            for follow in found:
                await self.connector.disconnect(t, account.id, follow.target_id)
            return len(found)

        async def requests(t: Transaction) -> int:
            found = (await t.follow_requests.page_outgoing(account.id, _FIRST)).items
            for request in found:
                await self.connector.withdraw(t, account.id, request.target_id)
            return len(found)

        for part in (follows, requests):
            while await self.access.db.transact(part) >= PART:
                pass
