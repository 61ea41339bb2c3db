"""Boosting statuses (rows S-15, V-07)."""

import attrs

from gotosocial.errors import NotAllowed, NotFound, Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.jobs.kinds import StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.requester import Requester
from gotosocial.models.rules.interaction import Permission, asker_of, may_reblog
from gotosocial.models.rules.visibility import Seen, boost_visibility, may_boost
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import home_of, own_entry
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class Boosts:
    """Makes and takes back the boosts of local accounts; one account boosts a status once."""

    access: Access
    notifier: Notifier
    remover: StatusRemover
    addresses: Addresses
    ulids: Ulids

    async def add(self, requester: Requester, status_id: str, visibility: Visibility | None = None) -> str:
        """Boost a status, or the original of a boost; return the id of the boost.

        One that was boosted before keeps its boost. ``visibility`` narrows who sees the boost of an open
        status; None means those who see the status.
        """
        if visibility is Visibility.DIRECT:
            raise Refused("a boost cannot be direct")
        account = await self.access.own_account(requester)
        viewer = await self.access.viewer(account.id)
        seen = await self.access.original(status_id, viewer)
        asker = asker_of(account.id, account.uri, viewer, seen)
        if not may_boost(seen.status, viewer) or may_reblog(seen.status, asker) is not Permission.ALWAYS:
            raise NotAllowed("this status cannot be boosted")
        boost = self._boost(account, seen.status, boost_visibility(seen.status, visibility))

        async def deed(t: Transaction) -> str:
            earlier = await t.statuses.find_boost(account.id, seen.status.id)
            if earlier is not None:
                return earlier.id
            await self._write(t, boost, seen)
            return boost.id

        try:
            return await self.access.db.transact(deed)
        except Duplicate:
            # The same request came twice at once, and the other one was first: now its boost is found.
            return await self.access.db.transact(deed)

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Take the own boost of a status back; return the id of the original."""
        seen = await self.access.original(status_id, await self.access.viewer(requester.account_id))
        boost = await self.access.db.statuses.find_boost(requester.account_id, seen.status.id)
        if boost is not None:
            await self.remover.remove(boost)
        return seen.status.id

    async def _write(self, t: Transaction, boost: Status, seen: Seen) -> None:
        await t.statuses.insert(boost)
        if not await t.statuses.change_counts(seen.status.id, reblogs=1):
            raise NotFound("status not found")
        await t.account_counts.posted(boost.account_id, boost.created_at)
        await self._enter_own_home(t, boost)
        await self.notifier.notify_author(t, "reblog", seen, origin=boost.account_id, status_id=boost.id)
        await enqueue(t, StatusPublished(status_id=boost.id))

    async def _enter_own_home(self, t: Transaction, boost: Status) -> None:
        home = home_of(boost.account_id)
        repeated = await t.timelines.recent_originals([home], boost.original_id)
        await t.timelines.insert([attrs.evolve(own_entry(boost), is_repeat=home in repeated)])

    def _boost(self, account: Account, original: Status, visibility: Visibility) -> Status:
        boost_id = self.ulids.new()
        return Status(
            id=boost_id,
            uri=self.addresses.status(account.username, boost_id),
            url=original.url,
            account_id=account.id,
            created_at=time_of(boost_id),
            visibility=visibility,
            is_federated=original.is_federated,
            activity_type="Announce",
            thread_id=boost_id,
            boost_of_id=original.id,
            boost_of_account_id=original.account_id,
        )
