"""Deleting one's own upload, as long as no post has it (row G-037)."""

import attrs

from gotosocial.errors import NotFound, Refused
from gotosocial.handlers.media.work_later import incoming
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.storage.blobs import remove_left_over
from gotosocial.storage.stores import Database


@attrs.frozen
class MediaRemover:
    """Deletes uploads: the row, then the files."""

    db: Database
    keeper: PictureKeeper

    async def remove(self, account_id: str, media_id: str) -> None:
        """Delete the account's own upload; Refused where a post has it."""
        media = await self.db.media.find(media_id)
        if media is None or media.account_id != account_id or media.role != "attachment":
            raise NotFound("media not found")
        if not await self.db.media.delete_unattached(media_id, account_id):
            raise Refused("a post has this attachment")
        await self.keeper.forget(media)
        if media.is_pending:
            await remove_left_over(self.keeper.blobs, str(incoming(media)))
