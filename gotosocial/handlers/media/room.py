"""How much room the files of one account may take."""

import attrs

from gotosocial.errors import Refused
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Database, Transaction

_MIB = 1024 * 1024


@attrs.frozen
class AccountRoom:
    """Keeps accounts within ``most`` bytes, thumbnails, avatars and headers included; 0 for any."""

    most: int = 0

    async def check(self, db: Database | Transaction, account_id: str, size: int) -> None:
        """Raise Refused where the account has no room for so many bytes more."""
        if self.most and await db.media.bytes_of(account_id) + size > self.most:
            allowed = self.most // _MIB
            raise Refused(f"there is no room left: the media of one account take at most {allowed} MiB")

    async def insert(self, t: Transaction, media: MediaAttachment) -> None:
        """Insert the row of an upload, or raise Refused; of uploads at the same time one is counted first."""
        if self.most:
            await t.accounts.get_to_change(media.account_id)
            await self.check(t, media.account_id, media.file_size + media.small_size)
        await t.media.insert(media)
