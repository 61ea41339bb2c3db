"""Something enters or leaves the pinned posts of an account elsewhere."""

from datetime import timedelta

import attrs

from gotosocial.activitypub.activity import Add, Remove
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.jobs.kinds import FetchFeatured
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Transaction

LATER = timedelta(minutes=1)
"""After that the collection is read, once for all that was said about it meanwhile."""


@attrs.frozen
class FeaturedReceiver:
    """Lets the collection be read again, which holds the truth."""

    senders: Senders

    async def receive(self, got: Received[Add] | Received[Remove]) -> None:
        """Ask for the collection of pinned posts where that is what changed."""
        account = await self.senders.known(got)
        if not account.featured_uri or got.activity.target_uri != account.featured_uri:
            raise NotRelevant("only the pinned posts are followed")
        if not await self.senders.access.db.follows.has_local_followers(account.id):
            raise NotRelevant("who opens the profile has the pinned posts fetched")
        run_at = self.senders.fetcher.clock.now() + LATER

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await enqueue(t, FetchFeatured(account_id=account.id), unique_key=account.id, run_at=run_at)

        await self.senders.access.db.transact(deed)
