"""Somebody elsewhere likes a local status, or reacts to it with an emoji (rows I-13, G-112)."""

import attrs

from gotosocial.activitypub.activity import Like
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.models.account import Account
from gotosocial.models.mark import Mark
from gotosocial.models.rules.interaction import Permission, asker_of, may_favourite
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class LikeReceiver:
    """Stores the favourite of a status that the sender may see and may like."""

    senders: Senders
    notifier: Notifier
    ulids: Ulids

    async def receive(self, got: Received[Like]) -> None:
        """Make the favourite and notify the author; a second one changes nothing."""
        access = self.senders.access
        status = await access.db.statuses.find_by_uri(got.activity.object_uri)
        if status is None or not status.is_local:
            raise NotRelevant("the status is not from here")
        account = await self.senders.settled(got)
        viewer = await access.viewer(account.id)
        seen = await access.status(status.id, viewer)
        if seen.status.is_boost:
            raise NotRelevant("a boost cannot be liked")
        if (
            may_favourite(seen.status, asker_of(account.id, account.uri, viewer, seen))
            is not Permission.ALWAYS
        ):
            raise NotAllowed("the author does not allow favourites")
        mark = self._mark(got, account, seen)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if await t.tombstones.exists(mark.uri) or await t.favourites.find(account.id, status.id):
                return
            await t.favourites.insert(mark)
            await t.statuses.change_counts(status.id, favourites=1)
            await self.notifier.notify_author(t, "favourite", seen, origin=account.id)

        await access.db.transact(deed)

    def _mark(self, got: Received[Like], account: Account, seen: Seen) -> Mark:
        mark_id = self.ulids.new()
        return Mark(
            id=mark_id,
            uri=got.activity.uri,
            account_id=account.id,
            status_id=seen.status.id,
            target_id=seen.author.id,
            created_at=time_of(mark_id),
        )
