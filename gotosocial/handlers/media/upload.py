"""Uploading a file that a status may be given later (rows D-01 to D-11)."""

import os

import attrs

from gotosocial.errors import Refused
from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.handlers.media.room import AccountRoom
from gotosocial.handlers.media.work_later import LateUploads
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Database, Transaction


@attrs.frozen
class MediaUploader:
    """Takes uploads of local accounts."""

    db: Database
    keeper: PictureKeeper
    descriptions: DescriptionLimits
    late: LateUploads
    room: AccountRoom

    async def upload(
        self,
        account_id: str,
        upload_path: str,
        description: str = "",
        focus: tuple[float, float] = (0.0, 0.0),
        *,
        may_be_late: bool = False,
    ) -> MediaAttachment:
        """Store the file and return its row; ``focus`` is x and y, each in -1 to 1.

        ``may_be_late``: a film may be worked on later; its row is pending then. Raises Invalid for a
        description of the wrong length, Refused for what is not read here, too large, or too much for the
        account.
        """
        text = self.descriptions.checked(description)
        await self._check_room(account_id, os.stat(upload_path).st_size)
        if may_be_late and self.late.is_for(upload_path):
            return await self.late.take(account_id, upload_path, text, focus)
        async with self.keeper.keep(account_id, upload_path, "attachment") as kept:
            media = attrs.evolve(kept, description=text, focus_x=focus[0], focus_y=focus[1])
            await self._insert(media)
        return media

    async def _insert(self, media: MediaAttachment) -> None:
        async def deed(t: Transaction) -> None:
            await self.room.insert(t, media)

        await self.db.transact(deed)

    async def _check_room(self, account_id: str, size: int) -> None:
        if size > self.keeper.max_size:
            raise Refused(f"the file is larger than {self.keeper.max_size} bytes")
        await self.room.check(self.db, account_id, size)
