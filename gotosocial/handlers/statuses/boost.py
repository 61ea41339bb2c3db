"""Boosting statuses (rows S-15, V-07)."""

import attrs

from gotosocial.errors import NotAllowed, Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.handlers.shared.make_boost import BoostMaker
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import boost_visibility, may_boost
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction


@attrs.frozen
class Boosts:
    """Makes and takes back the boosts of local accounts; one account boosts a status once."""

    access: Access
    maker: BoostMaker
    decider: InteractionDecider
    remover: StatusRemover
    teller: MarkTeller

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
        if not may_boost(seen.status, viewer):
            raise NotAllowed("this status cannot be boosted")
        boost = self.maker.boost(account, seen.status, boost_visibility(seen.status, visibility))
        admission = self.decider.approvals.admit("reblog", boost.uri, account, viewer, seen)
        boost = attrs.evolve(
            boost, is_pending=admission.is_pending, approved_by_uri=admission.approved_by_uri
        )

        async def deed(t: Transaction) -> str:
            earlier = await t.statuses.find_boost(account.id, seen.status.id)
            if earlier is not None:
                return earlier.id
            await self.maker.make(t, boost, seen)
            await self.decider.approvals.record(t, admission, account, seen, shown_id=boost.id)
            await self.decider.accept_by_deed(t, seen.status, account)
            return boost.id

        try:
            return await self.access.db.transact(deed)
        except Duplicate:
            # The same request came twice at once, and the other one was first: now its boost is found.
            return await self.access.db.transact(deed)

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Take the own boost of a status back; return the id of the original."""
        account = await self.access.own_account(requester)
        seen = await self.access.original(status_id, await self.access.viewer(account.id))

        async def deed(t: Transaction) -> None:
            boost = await t.statuses.find_boost(account.id, seen.status.id)
            if boost is not None and await self.remover.remove_within(t, boost):
                await self.teller.unboosted(t, boost, account, seen)

        await self.access.db.transact(deed)
        return seen.status.id
