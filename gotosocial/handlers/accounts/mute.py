"""Muting accounts (rows M-01 to M-03)."""

from datetime import timedelta

import attrs

from gotosocial.errors import NotAcceptable
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.mute import Mute
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page, Slice
from gotosocial.util.ulid import Ulids


@attrs.frozen
class Mutes:
    """Mutes, unmutes and lists muted accounts; nobody but the requester ever knows."""

    access: Access
    ulids: Ulids
    clock: Clock

    async def add(
        self, requester: Requester, target_id: str, *, notifications: bool, duration: timedelta | None
    ) -> None:
        """Mute an account, for ever where ``duration`` is None; muting again sets both anew."""
        if target_id == requester.account_id:
            raise NotAcceptable("you cannot mute yourself")
        viewer = await self.access.viewer(requester.account_id)
        await self.access.account(target_id, viewer)
        now = self.clock.now()
        mute = Mute(
            id=self.ulids.new(),
            account_id=requester.account_id,
            target_id=target_id,
            hides_notifications=notifications,
            expires_at=now + duration if duration else None,
            created_at=now,
        )

        async def deed(t: Transaction) -> None:
            await t.mutes.upsert(mute)

        await self.access.db.transact(deed)

    async def remove(self, requester: Requester, target_id: str) -> None:
        """Unmute an account; a mute can be taken back from who blocks the requester or is suspended, too."""
        viewer = await self.access.viewer(requester.account_id)
        if target_id not in viewer.muting:
            await self.access.account(target_id, viewer)

        async def deed(t: Transaction) -> None:
            await t.mutes.delete(requester.account_id, target_id)

        await self.access.db.transact(deed)

    async def page(self, requester: Requester, page: Page) -> Slice[tuple[Account, Mute]]:
        """Return a page of the muted accounts with their mutes, newest mute first."""
        found = await self.access.db.mutes.page(requester.account_id, page, self.clock.now())
        accounts = await self.access.accounts(mute.target_id for mute in found.items)
        items = [(accounts[mute.target_id], mute) for mute in found.items if mute.target_id in accounts]
        return found.showing(items)
