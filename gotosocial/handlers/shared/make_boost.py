"""Making a boost, whoever makes it: the status, the counts, the notification and the fact."""

from datetime import datetime

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.jobs.kinds import Lane, StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import TimelineEntry, home_of, own_entry
from gotosocial.models.visibility import Visibility
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class BoostMaker:
    """Writes boosts inside the transaction of the deed."""

    notifier: Notifier
    addresses: Addresses
    ulids: Ulids

    def boost(
        self,
        account: Account,
        original: Status,
        visibility: Visibility,
        *,
        uri: str = "",
        made_at: datetime | None = None,
    ) -> Status:
        """Return the boost, not written yet; one from elsewhere has its own ``uri`` and time."""
        boost_id = self.ulids.at(made_at) if made_at else self.ulids.new()
        return Status(
            id=boost_id,
            uri=uri or self.addresses.status(account.username, boost_id),
            url=original.url,
            account_id=account.id,
            created_at=time_of(boost_id),
            visibility=visibility,
            is_local=account.is_local,
            is_federated=original.is_federated,
            activity_type="Announce",
            thread_id=boost_id,
            boost_of_id=original.id,
            boost_of_account_id=original.account_id,
        )

    async def make(self, t: Transaction, boost: Status, seen: Seen) -> None:
        """Write the boost of ``seen``; raise NotFound where the original is gone meanwhile.

        One that waits for approval is neither counted nor shown nor notified of yet.
        """
        await t.statuses.insert(boost)
        if not await t.statuses.change_counts(seen.status.id, reblogs=0 if boost.is_pending else 1):
            raise NotFound("status not found")
        await t.account_counts.posted(boost.account_id, boost.created_at)
        lane = Lane.OWN if boost.is_local else Lane.INBOUND
        await enqueue(t, StatusPublished(status_id=boost.id), lane=lane)
        if boost.is_pending:
            return
        if boost.is_local:
            await t.timelines.insert([await own_boost_entry(t, boost)])
        await self.notifier.notify_author(t, "reblog", seen, origin=boost.account_id, status_id=boost.id)


async def own_boost_entry(t: Transaction, boost: Status) -> TimelineEntry:
    """Return the entry of a boost in the home of who made it, hidden where that would be a repetition."""
    home = home_of(boost.account_id)
    repeated = await t.timelines.recent_originals([home], boost.original_id, now=boost.created_at)
    return attrs.evolve(own_entry(boost), is_repeat=home in repeated)
