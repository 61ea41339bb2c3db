"""The statuses that a remote account has pinned (row K-04)."""

from collections.abc import Sequence
from datetime import timedelta

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.note import RemoteCollection, RemoteNote
from gotosocial.errors import Trouble
from gotosocial.federation.dereference.documents import Documents
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.models.account import Account
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock

MOST_PINNED = 40
_log = Logger()


@attrs.frozen
class FeaturedFetcher:
    """Brings the pins of an account to what its collection says."""

    db: Database
    documents: Documents
    statuses: StatusFetcher
    clock: Clock

    async def fetch(self, account: Account) -> None:
        """Fetch the pinned statuses, pin them and no others. Raises what asking for the collection raises."""
        if not account.featured_uri:
            return
        found = await self._listed(account)
        wanted = [uri for uri in found.items if same_site(uri, account.featured_uri)][:MOST_PINNED]
        whole = {note.uri: note for note in found.notes if note.author_uri == account.uri}
        pinned = []
        for uri in dict.fromkeys(wanted):
            try:
                pinned.append(await self._one(uri, whole.get(uri)))
            except Trouble as trouble:
                _log.debug("the pinned {uri} cannot be had: {trouble}", uri=uri, trouble=trouble)
        await self._pin(account, [status for status in pinned if _may_be_pinned(status, account)])

    async def _one(self, uri: str, note: RemoteNote | None) -> Status:
        # Only what somebody opens has its answers fetched: forty pins would be forty threads.
        return await (self.statuses.found(note, is_opened=False) if note else self.statuses.by_uri(uri))

    async def _listed(self, account: Account) -> RemoteCollection:
        found = await self.documents.collection(account.featured_uri)
        if not found.items and found.first is not None:
            return found.first
        if not found.items and found.first_uri and same_site(found.first_uri, account.featured_uri):
            return await self.documents.collection(found.first_uri)
        return found

    async def _pin(self, account: Account, pinned: Sequence[Status]) -> None:
        now = self.clock.now()
        wanted = {status.id: place for place, status in enumerate(pinned)}

        async def deed(t: Transaction) -> None:
            for status_id in await t.status_pages.pinned_of(account.id):
                if status_id not in wanted:
                    await t.statuses.pin(status_id, None)
            for status_id, place in wanted.items():
                # The last pinned is shown first, so the order of the collection becomes an order of times.
                await t.statuses.pin(status_id, now - timedelta(milliseconds=place))

        await self.db.transact(deed)


def _may_be_pinned(status: Status, account: Account) -> bool:
    is_own = status.account_id == account.id and not status.is_boost
    return is_own and status.visibility is not Visibility.DIRECT
