"""Telling another server about favourites and boosts, and that they were taken back (row U-06)."""

import attrs

from gotosocial.activitypub.write.announce import write_announce
from gotosocial.activitypub.write.like import write_like
from gotosocial.activitypub.write.undo import write_undo
from gotosocial.handlers.shared.documents import authorization_of
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.mark import Mark
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen
class MarkTeller:
    """A favourite concerns the author of the status; a boost also the followers of who made it."""

    messenger: Messenger

    async def liked(self, t: Transaction, mark: Mark, by: Account, seen: Seen) -> None:
        """Tell the author of a remote status that a local account likes it."""
        like = write_like(mark, seen.status, by, seen.author)
        await self.messenger.send(t, like, by=by, to=(seen.author,), about=mark.uri)

    async def unliked(self, t: Transaction, mark: Mark, by: Account, seen: Seen) -> None:
        """Take the favourite back there too."""
        await self.messenger.withdraw(t, mark.uri)
        undo = write_undo(write_like(mark, seen.status, by, seen.author))
        await self.messenger.send(t, undo, by=by, to=(seen.author,), about=mark.uri)

    async def boosted(self, t: Transaction, boost: Status, by: Account, seen: Seen) -> None:
        """Tell the followers and the author about a boost; one of a status that stays here is not told."""
        if seen.status.is_federated:
            proof = await authorization_of(t, boost)
            announce = write_announce(boost, seen.status, by, seen.author, authorization_uri=proof)
            await self.messenger.send(
                t, announce, by=by, to=(seen.author,), about=boost.uri, to_followers=_reaches_followers(boost)
            )

    async def unboosted(self, t: Transaction, boost: Status, by: Account, seen: Seen) -> None:
        """Take the boost back there too; one that waited for approval was told to the author alone."""
        if seen.status.is_federated:
            await self.messenger.withdraw(t, boost.uri)
            undo = write_undo(write_announce(boost, seen.status, by, seen.author))
            await self.messenger.send(
                t, undo, by=by, to=(seen.author,), about=boost.uri, to_followers=_reaches_followers(boost)
            )


def _reaches_followers(boost: Status) -> bool:
    return boost.visibility.is_for_followers and not boost.is_pending
