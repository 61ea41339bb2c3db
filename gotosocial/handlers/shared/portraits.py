"""The pictures that accounts wear: avatars and headers (row A-09)."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Literal

import attrs

from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.upload import Upload
from gotosocial.storage.stores import Database, Transaction

Portrait = Literal["avatar", "header"]


@attrs.frozen
class Portraits:
    """Stores and removes avatars and headers; which one an account wears is written by who edits the profile.

    Order of a change: ``store`` the new picture, write its id into the account, ``remove`` the old one.
    """

    db: Database
    keeper: PictureKeeper

    async def store(
        self, account_id: str, upload_path: str, role: Portrait, description: str = ""
    ) -> MediaAttachment:
        """Store a picture with its row; raises Refused for what is no picture we read."""
        async with self.keeper.keep(account_id, upload_path, role) as kept:
            media = attrs.evolve(kept, description=description)
            await self.db.media.insert(media)
        return media

    async def store_sent(
        self, account_id: str, sent: Mapping[Portrait, Upload | None], undo: AsyncExitStack
    ) -> dict[str, str]:
        """Store what was sent and return the ids by the fields of the account that shall name them.

        ``undo`` learns how to remove the pictures where the change fails after all.
        """
        stored = {}
        for role, upload in sent.items():
            if upload is not None:
                media = await self.store(account_id, upload.path, role)
                undo.push_async_callback(self.remove, media.id)
                stored[f"{role}_media_id"] = media.id
        return stored

    async def remove(self, media_id: str) -> None:
        """Remove a picture that nobody wears any more: its row, then its files; none is no error."""
        media = await self.db.media.find(media_id) if media_id else None
        if media is not None:
            await self.db.media.delete(media.id)
            await self.keeper.forget(media)


async def describe(t: Transaction, media_id: str, description: str | None) -> None:
    """Write the alt text of a picture, if one was sent and there is a picture."""
    media = await t.media.find_to_change(media_id) if media_id and description is not None else None
    if media is not None and description is not None:
        await t.media.update(attrs.evolve(media, description=description))
