"""A follow or an interaction of ours was refused, now or later (row I-12)."""

import attrs

from gotosocial.activitypub.activity import Follow, Reject
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.answers import AnsweredFollows, InteractionAnswers
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.storage.stores import Transaction


@attrs.frozen
class RejectReceiver:
    """Ends our request, and also a follow that was accepted before: the followed one has the last word."""

    senders: Senders
    connector: FollowConnector
    follows: AnsweredFollows
    interactions: InteractionAnswers

    async def receive(self, got: Received[Reject]) -> None:
        """Believe the answer of the one who was asked, and of nobody else."""
        inner = got.activity.inner
        request = await self.follows.find(got, got.activity.object_uri, inner)
        if request is None:
            if isinstance(inner, Follow):
                raise NotRelevant("no such request waits")
            await self.interactions.rejected(got)
            return
        target = await self.senders.known(got)
        if request.target_id != target.id:
            raise NotAllowed("only the account that was asked can reject")

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await self.connector.disconnect(t, request.account_id, request.target_id)

        await self.senders.access.db.transact(deed)
