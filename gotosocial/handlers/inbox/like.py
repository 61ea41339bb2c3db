"""Somebody elsewhere likes a local status, or reacts to it with an emoji (rows I-13, G-112)."""

import attrs

from gotosocial.activitypub.activity import Activity, Like
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.approvals import Admission, Approvals
from gotosocial.models.account import Account
from gotosocial.models.mark import Mark
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class LikeReceiver:
    """Stores the favourite of a status that the sender may see and may like."""

    senders: Senders
    approvals: Approvals
    ulids: Ulids

    async def receive(self, got: Received[Like]) -> None:
        """Make the favourite and notify the author; a second one changes nothing but its id.

        A Like after a reaction takes its place, so that it stays when the reaction is taken back.
        """
        await self.take(got, got.activity)

    async def take(self, got: Received[Activity], like: Like, *, request_uri: str = "") -> None:
        """Make the favourite that the sender wants, politely where ``request_uri`` is given.

        It counts at once, or waits for the author. Raises NotRelevant and NotAllowed.
        """
        access = self.senders.access
        status = await access.db.statuses.find_by_uri(like.object_uri)
        if status is None or not status.is_local:
            raise NotRelevant("the status is not from here")
        account = await self.senders.settled(got)
        viewer = await access.viewer(account.id)
        seen = await access.status(status.id, viewer)
        if seen.status.is_boost:
            raise NotRelevant("a boost cannot be liked")
        admission = self.approvals.admit(
            "favourite", like.uri, account, viewer, seen, request_uri=request_uri
        )
        mark = self._mark(like, account, seen, admission)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if await t.tombstones.exists(mark.uri):
                return
            if (standing := await t.favourites.find(account.id, status.id)) is not None:
                if not (like.content or standing.is_pending or standing.approved_by_uri):
                    await t.favourites.rename(standing.id, mark.uri)
                return
            await t.favourites.insert(mark)
            if not mark.is_pending:
                await t.statuses.change_counts(status.id, favourites=1)
                await self.approvals.notifier.notify_author(t, "favourite", seen, origin=account.id)
            await self.approvals.record(t, admission, account, seen)

        await access.db.transact(deed)

    def _mark(self, like: Like, account: Account, seen: Seen, admission: Admission) -> Mark:
        mark_id = self.ulids.new()
        return Mark(
            id=mark_id,
            uri=like.uri,
            account_id=account.id,
            status_id=seen.status.id,
            target_id=seen.author.id,
            is_pending=admission.is_pending,
            approved_by_uri=admission.approved_by_uri,
            created_at=time_of(mark_id),
        )
