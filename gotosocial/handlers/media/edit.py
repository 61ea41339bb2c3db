"""Describing one's own upload anew, and moving its focus (row D-07)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Database, Transaction


@attrs.frozen
class MediaEditor:
    """Shows and edits what an account uploaded for its statuses; other people's files are not found."""

    db: Database
    descriptions: DescriptionLimits

    async def get(self, account_id: str, media_id: str) -> MediaAttachment:
        """Return the account's own upload."""
        return _checked_own(await self.db.media.find(media_id), account_id)

    async def edit(
        self, account_id: str, media_id: str, description: str | None, focus: tuple[float, float] | None
    ) -> MediaAttachment:
        """Change what is not None and return the upload as it is now; an empty description removes it."""
        text = None if description is None else self.descriptions.checked(description)

        async def deed(t: Transaction) -> MediaAttachment:
            media = _checked_own(await t.media.find_to_change(media_id), account_id)
            if text is not None:
                media = attrs.evolve(media, description=text)
            if focus is not None:
                media = attrs.evolve(media, focus_x=focus[0], focus_y=focus[1])
            await t.media.update(media)
            return media

        return await self.db.transact(deed)


def _checked_own(media: MediaAttachment | None, account_id: str) -> MediaAttachment:
    if media is None or media.account_id != account_id or media.role != "attachment":
        raise NotFound("media not found")
    return media
