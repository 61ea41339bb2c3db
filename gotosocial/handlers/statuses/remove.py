"""Deleting own statuses, so that they can be written anew (row S-18), or with all they have (row G-037)."""

import attrs

from gotosocial.errors import NotAllowed
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen
class StatusDeleter:
    """Deletes the statuses of a local account."""

    access: Access
    remover: StatusRemover
    teller: StatusTeller
    marks: MarkTeller
    keeper: PictureKeeper

    async def delete(self, requester: Requester, status_id: str, *, with_media: bool = False) -> Seen:
        """Delete an own status and return it as it was; somebody else's is NotAllowed where it is visible.

        ``with_media``: its files go too; without it they wait a day for a post that has them anew.
        """
        viewer = await self.access.viewer(requester.account_id)
        seen = await self.access.status(status_id, viewer)
        if seen.status.account_id != requester.account_id:
            raise NotAllowed("this status belongs to somebody else")
        status = seen.status
        known = await self.access.accounts((*status.mentioned_ids, status.in_reply_to_account_id))
        mentioned = [known[one] for one in status.mentioned_ids if one in known]
        replied_to = known.get(status.in_reply_to_account_id)

        async def deed(t: Transaction) -> None:
            holders = await self.teller.holders(t, status)
            if not await self.remover.remove_within(t, status):
                return
            if seen.original is not None:
                await self.marks.unboosted(t, status, seen.author, seen.original)
            else:
                await self.teller.deleted(t, status, seen.author, mentioned, replied_to, holders)

        await self.access.db.transact(deed)
        if with_media:
            await self._delete_media(status)
        return seen

    async def _delete_media(self, status: Status) -> None:
        media = self.access.db.media
        for one in (await media.get_many(status.media_ids)).values():
            # Another post may have taken it since.
            if await media.delete_unattached(one.id, status.account_id):
                await self.keeper.forget(one)
