"""Telling another server about blocks (row U-07)."""

import attrs

from gotosocial.activitypub.write.block import write_block
from gotosocial.activitypub.write.undo import write_undo
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.block import Block
from gotosocial.storage.stores import Transaction


@attrs.frozen
class BlockTeller:
    """Says nothing where both live here."""

    messenger: Messenger

    async def blocked(self, t: Transaction, block: Block, by: Account, of: Account) -> None:
        """Tell a remote account's server that the two are kept apart."""
        await self.messenger.send(t, write_block(block, by, of), by=by, to=(of,), about=block.uri)

    async def unblocked(self, t: Transaction, block: Block, by: Account, of: Account) -> None:
        """Tell it that this is over."""
        await self.messenger.withdraw(t, block.uri)
        await self.messenger.send(t, write_undo(write_block(block, by, of)), by=by, to=(of,), about=block.uri)
