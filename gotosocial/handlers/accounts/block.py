"""Blocking accounts (rows M-04 to M-06)."""

import attrs

from gotosocial.errors import NotAcceptable
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_block import BlockConnector
from gotosocial.handlers.shared.telling.blocks import BlockTeller
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.block import Block
from gotosocial.models.requester import Requester
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Transaction
from gotosocial.util.paging import Page, Slice
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class Blocks:
    """Blocks, unblocks and lists blocked accounts; both sides lose sight of each other."""

    access: Access
    connector: BlockConnector
    teller: BlockTeller
    addresses: Addresses
    ulids: Ulids

    async def add(self, requester: Requester, target_id: str) -> None:
        """Block an account: follows, requests and timeline entries between the two go away."""
        account = await self.access.own_account(requester)
        if target_id == account.id:
            raise NotAcceptable("you cannot block yourself")
        target = await self.access.account(target_id, None)
        block = self._block(account, target)

        async def deed(t: Transaction) -> None:
            if await self.connector.connect(t, block):
                await self.teller.blocked(t, block, account, target)

        try:
            await self.access.db.transact(deed)
        except Duplicate:
            pass  # the same request came twice at once, and the other one was first

    async def remove(self, requester: Requester, target_id: str) -> None:
        """Unblock an account, also one that is suspended; nothing that the block removed comes back."""
        account = await self.access.own_account(requester)
        viewer = await self.access.viewer(account.id)
        target = await self.access.find_account(target_id) if target_id in viewer.blocking else None
        if target is None:
            target = await self.access.account(target_id, None)

        async def deed(t: Transaction) -> None:
            block = await t.blocks.delete(account.id, target.id)
            if block is not None:
                await self.teller.unblocked(t, block, account, target)

        await self.access.db.transact(deed)

    async def page(self, requester: Requester, page: Page) -> Slice[Account]:
        """Return a page of the blocked accounts, newest block first."""
        found = await self.access.db.blocks.page(requester.account_id, page)
        accounts = await self.access.accounts(block.target_id for block in found.items)
        items = [accounts[block.target_id] for block in found.items if block.target_id in accounts]
        return found.showing(items)

    def _block(self, account: Account, target: Account) -> Block:
        block_id = self.ulids.new()
        return Block(
            id=block_id,
            uri=self.addresses.block(account.username, block_id),
            account_id=account.id,
            target_id=target.id,
            created_at=time_of(block_id),
        )
