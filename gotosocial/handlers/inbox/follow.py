"""Somebody elsewhere wants to follow a local account (row I-10)."""

import attrs

from gotosocial.activitypub.activity import Follow as FollowActivity
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of

INSTANCE_ACTOR = "Application"
"""The type of the instance actor, and of no other account here: bots are Services."""


@attrs.frozen
class FollowReceiver:
    """Accepts at once, or lets the request wait for the decision of a locked account."""

    senders: Senders
    connector: FollowConnector
    teller: FollowTeller
    ulids: Ulids

    async def receive(self, got: Received[FollowActivity]) -> None:
        """Make the follow or the request; a repeated one is answered again with its new id.

        Who waits since the account was locked, and asks again when it is not, is accepted like everybody.
        """
        target = await self.senders.target(got, got.activity.object_uri)
        if target.actor_type == INSTANCE_ACTOR:
            raise NotRelevant("the instance actor has no followers")
        account = await self.senders.settled(got)
        await self.senders.refuse_blocked(account, target)
        wanted = self._follow(got, account, target)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if await t.tombstones.exists(wanted.uri) or not await self.connector.may_meet(t, wanted):
                return
            standing = await t.follows.find(account.id, target.id)
            waiting = await t.follow_requests.find(account.id, target.id)
            if standing is not None:
                await t.follows.update(attrs.evolve(standing, uri=wanted.uri))
                await self.teller.accept(t, wanted, account, target)
            elif waiting is not None and (target.is_locked or target.moved_to_uri):
                await t.follow_requests.update(attrs.evolve(waiting, uri=wanted.uri))
            elif target.moved_to_uri:
                await self.teller.reject(t, wanted, account, target)
            elif target.is_locked:
                await self.connector.request(t, wanted, target)
            else:
                await self.connector.withdraw(t, account.id, target.id)
                await self.connector.connect(t, wanted, account, target)
                await self.teller.accept(t, wanted, account, target)

        await self.senders.access.db.transact(deed)

    def _follow(self, got: Received[FollowActivity], account: Account, target: Account) -> Follow:
        follow_id = self.ulids.new()
        return Follow(
            id=follow_id,
            uri=got.activity.uri,
            account_id=account.id,
            target_id=target.id,
            created_at=time_of(follow_id),
        )
