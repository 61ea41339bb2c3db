"""Telling another server about follows: asked for, ended, accepted, refused (rows U-04, U-05)."""

import attrs

from gotosocial.activitypub.write.follow import write_accept_follow, write_follow, write_reject_follow
from gotosocial.activitypub.write.undo import write_undo
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.follow import Follow
from gotosocial.models.rules.asking import WAITS
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids


@attrs.frozen
class FollowTeller:
    """Says nothing where both ends live here. ``by`` follows ``of`` in every method."""

    messenger: Messenger
    addresses: Addresses
    ulids: Ulids

    async def ask(self, t: Transaction, follow: Follow, by: Account, of: Account) -> None:
        """Ask a remote account whether ``by`` may follow it; without an answer it is asked again."""
        if by.is_local and not of.is_local:
            await self.messenger.send(t, write_follow(follow, by, of), by=by, to=(of,), about=follow.uri)
            await t.follow_requests.ask_again(follow.id, follow.created_at + WAITS[0], 0)

    async def ask_again(self, t: Transaction, follow: Follow, by: Account, of: Account) -> None:
        """Ask once more; what still waits to be sent makes room."""
        await self.messenger.withdraw(t, follow.uri)
        await self.messenger.send(t, write_follow(follow, by, of), by=by, to=(of,), about=follow.uri)

    async def end(self, t: Transaction, follow: Follow, by: Account, of: Account) -> None:
        """Tell a remote account that the follow or the request is over; what waits to be sent is not."""
        if by.is_local:
            await self.messenger.withdraw(t, follow.uri)
            undo = write_undo(write_follow(follow, by, of))
            await self.messenger.send(t, undo, by=by, to=(of,), about=follow.uri)

    async def accept(self, t: Transaction, follow: Follow, by: Account, of: Account) -> None:
        """Tell a remote follower yes."""
        if of.is_local:
            answer = write_accept_follow(self._id(of, "accepts"), follow, by, of)
            await self.messenger.send(t, answer, by=of, to=(by,), about=follow.uri)

    async def reject(self, t: Transaction, follow: Follow, by: Account, of: Account) -> None:
        """Tell a remote follower no, also one who was accepted before."""
        if of.is_local:
            answer = write_reject_follow(self._id(of, "rejects"), follow, by, of)
            await self.messenger.send(t, answer, by=of, to=(by,), about=follow.uri)

    def _id(self, of: Account, folder: str) -> str:
        return self.addresses.activity(of.username, folder, self.ulids.new())
