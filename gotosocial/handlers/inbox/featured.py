"""Something enters or leaves the pinned posts of an account elsewhere."""

import attrs

from gotosocial.activitypub.activity import Add, Remove
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.jobs.kinds import FetchFeatured
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Transaction


@attrs.frozen
class FeaturedReceiver:
    """Lets the collection be read again, which holds the truth."""

    senders: Senders

    async def receive(self, got: Received[Add] | Received[Remove]) -> None:
        """Ask for the collection of pinned posts where that is what changed."""
        account = await self.senders.known(got)
        if not account.featured_uri or got.activity.target_uri != account.featured_uri:
            raise NotRelevant("only the pinned posts are followed")

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await enqueue(t, FetchFeatured(account_id=account.id), unique_key=account.id)

        await self.senders.access.db.transact(deed)
