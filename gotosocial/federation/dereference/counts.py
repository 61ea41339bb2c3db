"""How many followers, followed accounts and posts a remote account has, by its own server (row I-25)."""

import attrs

from gotosocial.errors import Trouble
from gotosocial.federation.dereference.documents import Documents
from gotosocial.models.account import Account
from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import flow
from gotosocial.util.clock import Clock


@attrs.frozen
class TotalsFetcher:
    """Asks the collections of an account how much they hold."""

    db: Database
    documents: Documents
    clock: Clock

    async def fetch(self, account: Account) -> None:
        """Fetch the totals and keep them; a collection that says nothing, or nought, is not believed."""
        asked = (account.followers_uri, account.following_uri, account.outbox_uri)
        followers, following, statuses = await flow.gather(*(self._total(uri) for uri in asked))
        totals = RemoteTotals(
            followers=followers, following=following, statuses=statuses, counted_at=self.clock.now()
        )

        async def deed(t: Transaction) -> None:
            if await t.accounts.find(account.id) is not None:
                await t.remote_totals.upsert(account.id, totals)

        await self.db.transact(deed)

    async def _total(self, uri: str) -> int | None:
        """Return the total; nought often means that the server hides it, and then what is known is better."""
        try:
            return (await self.documents.collection(uri)).total or None if uri else None
        except Trouble:
            return None  # most servers hide some collections
