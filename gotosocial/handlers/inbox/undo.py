"""Something done earlier is taken back: a follow, a block, a favourite, a boost (row I-15).

An Undo may overtake what it takes back. So the id of what is not here is remembered, and whoever takes it in
later finds it gone. The id of what was here is free again: some servers do a thing anew under the same id.
"""

import attrs

from gotosocial.activitypub.activity import Activity, Announce, Block, Follow, Like, Undo
from gotosocial.errors import NotAllowed
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.models.account import Account
from gotosocial.models.rules.trust import same_host
from gotosocial.storage.stores import Transaction


@attrs.frozen
class UndoReceiver:
    """Finds what is meant, by its id or by its two ends, and takes it away if it is the sender's."""

    senders: Senders
    connector: FollowConnector
    remover: StatusRemover

    async def receive(self, got: Received[Undo]) -> None:
        """Take it back; what is not there is remembered as taken back."""
        inner = got.activity.inner
        if inner is not None and inner.actor_uri != got.sender.actor_uri:
            raise NotAllowed("nobody takes back what somebody else did")
        db, uri = self.senders.access.db, got.activity.object_uri
        account = await db.accounts.find_by_uri(got.sender.actor_uri)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            undone = await self._undo(t, account, uri, inner) if account is not None else set()
            if uri not in undone and same_host(uri, got.sender.actor_uri):
                await t.tombstones.insert(uri)

        await db.transact(deed)

    async def _undo(self, t: Transaction, account: Account, uri: str, inner: Activity | None) -> set[str]:
        """Try the kinds that the inner activity allows, without one every kind; return the ids of what was
        there.
        """
        undone = set()
        if inner is None or isinstance(inner, Follow):
            undone.add(await self._undo_follow(t, account, uri, inner))
        if inner is None or isinstance(inner, Like):
            undone.add(await self._undo_like(t, account, uri, inner))
        if inner is None or isinstance(inner, Block):
            undone.add(await self._undo_block(t, account, uri, inner))
        if inner is None or isinstance(inner, Announce):
            undone.add(await self._undo_announce(t, account, uri, inner))
        return undone

    async def _undo_follow(self, t: Transaction, account: Account, uri: str, inner: Follow | None) -> str:
        found = await t.follows.find_by_uri(uri) or await t.follow_requests.find_by_uri(uri)
        target_id = found.target_id if found and found.account_id == account.id else ""
        if not target_id and inner is not None:
            target = await t.accounts.find_by_uri(inner.object_uri)
            target_id = target.id if target else ""
        ended = await self.connector.disconnect(t, account.id, target_id) if target_id else None
        return ended.uri if ended else ""

    async def _undo_like(self, t: Transaction, account: Account, uri: str, inner: Like | None) -> str:
        found = await t.favourites.find_by_uri(uri)
        status_id = found.status_id if found and found.account_id == account.id else ""
        if not status_id and inner is not None and not (uri and inner.content):
            # Of several reactions only one was kept, and it has not gone with another one.
            status = await t.statuses.find_by_uri(inner.object_uri)
            status_id = status.id if status else ""
        if status_id and (mark := await t.favourites.delete(account.id, status_id)):
            if not mark.is_pending:
                await t.statuses.change_counts(status_id, favourites=-1)
            await t.interaction_requests.delete_by_interaction(mark.uri)
            for kind in ("favourite", "pending.favourite"):
                await t.notifications.delete_from(mark.target_id, account.id, kind, status_id)
            return mark.uri
        return ""

    async def _undo_block(self, t: Transaction, account: Account, uri: str, inner: Block | None) -> str:
        found = await t.blocks.find_by_uri(uri)
        target_id = found.target_id if found and found.account_id == account.id else ""
        if not target_id and inner is not None:
            target = await t.accounts.find_by_uri(inner.object_uri)
            target_id = target.id if target else ""
        ended = await t.blocks.delete(account.id, target_id) if target_id else None
        return ended.uri if ended else ""

    async def _undo_announce(self, t: Transaction, account: Account, uri: str, inner: Announce | None) -> str:
        """Take back a boost, also one that is known under another id: by who boosted what."""
        boost = await t.statuses.find_by_uri(uri)
        if boost is None or not boost.is_boost or boost.account_id != account.id:
            original = await t.statuses.find_by_uri(inner.object_uri) if inner else None
            boost = await t.statuses.find_boost(account.id, original.id) if original else None
        if boost is None:
            return ""
        await self.remover.remove_within(t, boost, is_remembered=False)
        return boost.uri
