"""Making and ending follows between two accounts: the rows, the counts and what is told about them."""

import attrs

from gotosocial.handlers.shared.notify import Notifier
from gotosocial.jobs.kinds import FollowStarted
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow
from gotosocial.models.timeline_entry import home_of
from gotosocial.storage.stores import Transaction


@attrs.frozen
class FollowConnector:
    """Turns requests into follows and takes follows apart, inside the transaction of the deed."""

    notifier: Notifier

    async def may_meet(self, t: Transaction, follow: Follow) -> bool:
        """Tell whether no block parts the two, and let none come up before the transaction has ended.

        Asked first in it: a block that was set after somebody looked at their relations must win.
        """
        await t.accounts.hold((follow.account_id, follow.target_id))
        return not await t.blocks.part(follow.account_id, follow.target_id)

    async def request(self, t: Transaction, follow: Follow, target: Account) -> None:
        """Let the follow wait for the decision of a locked local target, or the answer of a remote one."""
        await t.follow_requests.insert(follow)
        if target.is_local:
            await self.notifier.notify(t, "follow_request", to=follow.target_id, origin=follow.account_id)

    async def connect(self, t: Transaction, follow: Follow, account: Account, target: Account) -> None:
        """Make the follow stand: rows, counts, and what follows from it for those who live here."""
        await t.follows.insert(follow)
        await t.account_counts.change(follow.account_id, following=1)
        await t.account_counts.change(follow.target_id, followers=1)
        if target.is_local:
            await t.notifications.delete_from(follow.target_id, follow.account_id, "follow_request")
            await self.notifier.notify(t, "follow", to=follow.target_id, origin=follow.account_id)
        if account.is_local:
            await enqueue(t, FollowStarted(account_id=follow.account_id, target_id=follow.target_id))

    async def disconnect(self, t: Transaction, account_id: str, target_id: str) -> Follow | None:
        """End the follow and the request between the two, in this direction; return what there was."""
        request = await self.withdraw(t, account_id, target_id)
        follow = await t.follows.delete(account_id, target_id)
        if follow is not None:
            await t.account_counts.change(account_id, following=-1)
            await t.account_counts.change(target_id, followers=-1)
            await t.notifications.delete_from(target_id, account_id, "follow")
            await t.timelines.delete_author(home_of(account_id), target_id)
        return follow or request

    async def withdraw(self, t: Transaction, account_id: str, target_id: str) -> Follow | None:
        """Delete the request and its notification; return the request, or None."""
        request = await t.follow_requests.delete(account_id, target_id)
        if request is not None:
            await t.notifications.delete_from(target_id, account_id, "follow_request")
        return request
