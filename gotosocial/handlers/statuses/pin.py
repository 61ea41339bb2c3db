"""Pinning own posts to the profile (row A-32)."""

import attrs

from gotosocial.errors import Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import may_pin
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

MOST_PINS = 10


@attrs.frozen
class Pins:
    """Pins and unpins."""

    access: Access
    clock: Clock

    async def add(self, requester: Requester, status_id: str) -> str:
        """Pin an own public, unlisted or private post; return its id."""
        status = await self._own(requester, status_id)
        if status.pinned_at is not None:
            raise Refused("the status is pinned already")

        async def deed(t: Transaction) -> None:
            # Holding the account lets one pin wait for the other.
            await t.accounts.get_to_change(requester.account_id)
            if await t.statuses.count_pinned(requester.account_id) >= MOST_PINS:
                raise Refused(f"at most {MOST_PINS} statuses can be pinned")
            await t.statuses.pin(status.id, self.clock.now())

        await self.access.db.transact(deed)
        return status.id

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Unpin a post; one that is not pinned stays as it is."""
        status = await self._own(requester, status_id)

        async def deed(t: Transaction) -> None:
            await t.statuses.pin(status.id, None)

        await self.access.db.transact(deed)
        return status.id

    async def _own(self, requester: Requester, status_id: str) -> Status:
        viewer = await self.access.viewer(requester.account_id)
        status = (await self.access.status(status_id, viewer)).status
        if not may_pin(status, viewer):
            raise Refused("only own public, unlisted and private posts can be pinned")
        return status
