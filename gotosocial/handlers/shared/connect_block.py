"""Setting a block between two accounts: the row, and what it takes apart."""

import attrs

from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.models.block import Block
from gotosocial.models.timeline_entry import home_of
from gotosocial.storage.stores import Transaction


@attrs.frozen
class BlockConnector:
    """Writes blocks inside the transaction of the deed."""

    connector: FollowConnector

    async def connect(self, t: Transaction, block: Block) -> bool:
        """Make the block stand; return whether it is new. Follows, requests and timeline entries go.

        Who begins to follow at the same time does so before, and is removed, or finds the block.
        """
        await t.accounts.hold((block.account_id, block.target_id))
        if await t.blocks.find(block.account_id, block.target_id):
            return False
        await t.blocks.insert(block)
        pair = (block.account_id, block.target_id)
        for one, other in (pair, pair[::-1]):
            await self.connector.disconnect(t, one, other)
            await t.timelines.delete_author(home_of(one), other)
        return True
