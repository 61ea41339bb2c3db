"""Somebody elsewhere blocks a local account (row I-16)."""

import attrs

from gotosocial.activitypub.activity import Block as BlockActivity
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.connect_block import BlockConnector
from gotosocial.models.block import Block
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class BlockReceiver:
    """Stores the block; both sides lose sight of each other."""

    senders: Senders
    connector: BlockConnector
    ulids: Ulids

    async def receive(self, got: Received[BlockActivity]) -> None:
        """Make the block; one that stands already stays as it is."""
        target = await self.senders.target(got, got.activity.object_uri)
        account = await self.senders.account(got)
        block_id = self.ulids.new()
        block = Block(
            id=block_id,
            uri=got.activity.uri,
            account_id=account.id,
            target_id=target.id,
            created_at=time_of(block_id),
        )

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if not await t.tombstones.exists(block.uri):
                await self.connector.connect(t, block)

        await self.senders.access.db.transact(deed)
