"""Uploading a picture that a status may be given later (rows D-01 to D-11)."""

import attrs

from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Database


@attrs.frozen
class MediaUploader:
    """Takes uploads of local accounts."""

    db: Database
    keeper: PictureKeeper
    descriptions: DescriptionLimits

    async def upload(
        self,
        account_id: str,
        upload_path: str,
        description: str = "",
        focus: tuple[float, float] = (0.0, 0.0),
    ) -> MediaAttachment:
        """Store the picture and return its row; ``focus`` is x and y, each in -1 to 1.

        Raises Invalid for a description of the wrong length, Refused for what is no picture we read.
        """
        text = self.descriptions.checked(description)
        async with self.keeper.keep(account_id, upload_path, "attachment") as kept:
            media = attrs.evolve(kept, description=text, focus_x=focus[0], focus_y=focus[1])
            await self.db.media.insert(media)
        return media
