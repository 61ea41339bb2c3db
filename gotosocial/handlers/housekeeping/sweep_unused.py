"""Removing media that nothing uses: uploads that no post got, files of deleted posts, old avatars (row D-12).

A day passes first: somebody may still be writing the post, or write a deleted one anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import attrs

from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.models.kept_file import KeptFile, Swept
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

GRACE = timedelta(days=1)
PART = 100


@attrs.frozen
class UnusedSweeper:
    """Removes rows with their files; a dry run counts, but not more than ``most`` of each kind."""

    remover: FileRemover
    clock: Clock
    most: int = 10_000

    async def sweep(self, *, is_dry: bool = False) -> Swept:
        """Remove what nothing has used for a day; what was taken from its post just now waits from now on."""
        db, now = self.remover.db, self.clock.now()
        if not is_dry:
            await db.media.begin_waiting(now)
        swept = Swept()
        for find in (self._unattached, db.kept_files.list_unworn):
            swept += await self._sweep(find, now - GRACE, is_dry=is_dry)
        return swept

    async def _sweep(
        self,
        find: Callable[[datetime, int], Awaitable[Sequence[KeptFile]]],
        before: datetime,
        *,
        is_dry: bool,
    ) -> Swept:
        if is_dry:
            return _counted(await find(before, self.most))
        swept = Swept()
        while part := await find(before, PART):
            gone = await self._delete(part)
            await self.remover.remove(gone)
            swept += _counted(gone)
        return swept

    async def _unattached(self, before: datetime, limit: int) -> Sequence[KeptFile]:
        return [_kept(one) for one in await self.remover.db.media.list_unattached(before, limit)]

    async def _delete(self, part: Sequence[KeptFile]) -> list[KeptFile]:
        """Delete the rows; return those that went, for somebody may just have posted one of them."""

        async def deed(t: Transaction) -> frozenset[str]:
            return await t.media.delete_unused([one.id for one in part])

        gone = await self.remover.db.transact(deed)
        return [one for one in part if one.id in gone]


def _kept(media: MediaAttachment) -> KeptFile:
    return KeptFile(
        id=media.id,
        kind="attachment",
        keys=tuple(key for key in (media.file_key, media.small_key) if key),
        size=media.file_size + media.small_size,
        is_cached=media.is_cached,
        can_return=bool(media.remote_url),
        used_at=media.created_at,
    )


def _counted(part: Sequence[KeptFile]) -> Swept:
    cached = [one for one in part if one.is_cached]
    return Swept(files=len(part), size=sum(one.size for one in cached))
