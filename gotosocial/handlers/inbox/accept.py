"""A follow or an interaction of ours was accepted (row I-11)."""

import attrs

from gotosocial.activitypub.activity import Accept, Follow
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.answers import AnsweredFollows, InteractionAnswers
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow as FollowRow
from gotosocial.storage.stores import Transaction


@attrs.frozen
class AcceptReceiver:
    """Turns our request into a follow; what is no follow goes to the interactions."""

    senders: Senders
    connector: FollowConnector
    follows: AnsweredFollows
    interactions: InteractionAnswers

    async def receive(self, got: Received[Accept]) -> None:
        """Believe the answer of the one who was asked, and of nobody else."""
        inner = got.activity.inner
        request = await self.follows.find(got, got.activity.object_uri, inner)
        if request is None:
            if isinstance(inner, Follow):
                raise NotRelevant("no such request waits")
            await self.interactions.accepted(got)
            return
        target = await self.senders.known(got)
        if request.target_id != target.id:
            raise NotAllowed("only the account that was asked can accept")
        await self._connect(got, request, target)

    async def _connect(self, got: Received[Accept], request: FollowRow, target: Account) -> None:
        account = await self.senders.access.db.accounts.get(request.account_id)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            waiting = await t.follow_requests.delete(request.account_id, request.target_id)
            if waiting is not None:
                await self.connector.connect(t, waiting, account, target)

        await self.senders.access.db.transact(deed)
