"""Telling other servers that a local account lives elsewhere now (row U-09)."""

import attrs

from gotosocial.activitypub.write.move import write_move
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.storage.stores import Transaction


@attrs.frozen
class MoveTeller:
    """A move concerns the followers."""

    messenger: Messenger

    async def moved(self, t: Transaction, account: Account, target: Account, uri: str) -> None:
        """Tell the followers where to follow from now on; ``uri`` is the id of the Move."""
        move = write_move(uri, account, target.uri)
        await self.messenger.send(t, move, by=account, to=(target,), about=account.uri, to_followers=True)
