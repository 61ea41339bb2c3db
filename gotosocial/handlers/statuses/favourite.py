"""Favouriting statuses (row S-16)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.approvals import Admission
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.mark import Mark
from gotosocial.models.requester import Requester
from gotosocial.models.status import Status
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class Favourites:
    """Adds and removes the favourites of local accounts; doing it twice changes nothing."""

    access: Access
    decider: InteractionDecider
    teller: MarkTeller
    addresses: Addresses
    ulids: Ulids

    async def add(self, requester: Requester, status_id: str) -> str:
        """Favourite a status, or the original of a boost; return the id of what was favourited."""
        account = await self.access.own_account(requester)
        viewer = await self.access.viewer(account.id)
        seen = await self.access.original(status_id, viewer)
        mark_id = self.ulids.new()
        uri = self.addresses.like(account.username, mark_id)
        admission = self.decider.approvals.admit("favourite", uri, account, viewer, seen)
        mark = self._mark(mark_id, uri, account, seen.status, admission)

        async def deed(t: Transaction) -> None:
            if await t.favourites.find(account.id, seen.status.id):
                return
            await t.favourites.insert(mark)
            if not mark.is_pending:
                await t.statuses.change_counts(seen.status.id, favourites=1)
                await self.decider.approvals.notifier.notify_author(t, "favourite", seen, origin=account.id)
            await self.decider.approvals.record(t, admission, account, seen)
            await self.decider.accept_by_deed(t, seen.status, account)
            await self.teller.liked(t, mark, account, seen)

        try:
            await self.access.db.transact(deed)
        except Duplicate:
            pass  # the same request came twice at once, and the other one was first
        return seen.status.id

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Take a favourite back; return the id of the status."""
        account = await self.access.own_account(requester)
        seen = await self.access.original(status_id, await self.access.viewer(account.id))

        async def deed(t: Transaction) -> None:
            if mark := await t.favourites.delete(account.id, seen.status.id):
                if not mark.is_pending:
                    await t.statuses.change_counts(seen.status.id, favourites=-1)
                await t.interaction_requests.delete_by_interaction(mark.uri)
                for kind in ("favourite", "pending.favourite"):
                    await t.notifications.delete_from(seen.author.id, account.id, kind, seen.status.id)
                await self.teller.unliked(t, mark, account, seen)

        await self.access.db.transact(deed)
        return seen.status.id

    def _mark(self, mark_id: str, uri: str, account: Account, status: Status, admission: Admission) -> Mark:
        return Mark(
            id=mark_id,
            uri=uri,
            account_id=account.id,
            status_id=status.id,
            target_id=status.account_id,
            is_pending=admission.is_pending,
            approved_by_uri=admission.approved_by_uri,
            created_at=time_of(mark_id),
        )
