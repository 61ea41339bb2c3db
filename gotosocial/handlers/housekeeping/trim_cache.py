"""Keeping files of other servers within bounds: by age, and by the room they may take (rows D-13 and U3-11).

What nobody has looked at for longest goes first, avatars, headers and emojis included; what somebody has
bookmarked stays. The rows stay as well, and what somebody wants to see is fetched again. First the row says
that the file is not here, then the file goes: a crash in between leaves a file that ``OrphanSweeper`` finds.
Somebody may have wanted the file in between and had it fetched, to the very place where it goes from then: so
the rows are asked once more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.models.kept_file import KeptFile, Swept
from gotosocial.storage.blobs import read_key
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

PART = 100
_MOST_DAYS = 36_500
"""More than the calendar can go back is as good as for ever."""

_ROOM_LEFT = 20
"""One part in so many is left free when room is made, so that it is not made for each new file."""


@attrs.frozen
class CacheTrimmer:
    """Takes files of other servers away; a dry run only counts them."""

    remover: FileRemover
    clock: Clock

    async def by_age(self, days: int, *, is_dry: bool = False) -> Swept:
        """Take away what nobody has looked at for so many days; 0 days are for ever."""
        if days <= 0:
            return Swept()
        age = timedelta(days=min(days, _MOST_DAYS))
        return await self._trim(self.clock.now() - age, None, is_dry=is_dry)

    async def to_size(self, most: int, *, is_dry: bool = False, gone: int = 0) -> Swept:
        """Make room where all of them together have more bytes than allowed; 0 is no limit.

        ``gone``: how many bytes a dry run has found already that will not be there any more.
        """
        total = await self.remover.db.kept_files.total_cached() if most > 0 else 0
        if total - gone <= most:
            return Swept()
        return await self._trim(self.clock.now(), total - most + most // _ROOM_LEFT, is_dry=is_dry)

    async def _trim(self, before: datetime, wanted: int | None, *, is_dry: bool) -> Swept:
        swept, last = Swept(), None
        kept_files = self.remover.db.kept_files
        while part := await kept_files.list_unused(before, PART, after=last):
            last = part[-1]
            if wanted is not None:
                part = _enough(part, wanted - swept.size)
            if not is_dry:
                await self._uncache(part)
            swept += Swept(files=len(part), size=sum(one.size for one in part))
            if wanted is not None and swept.size >= wanted:
                break
        return swept

    async def _uncache(self, part: Sequence[KeptFile]) -> None:
        async def deed(t: Transaction) -> None:
            await t.kept_files.uncache(part)

        await self.remover.db.transact(deed)
        await self.remover.remove(part)
        if taken := await self._taken(part):
            await self._uncache(taken)

    async def _taken(self, part: Sequence[KeptFile]) -> list[KeptFile]:
        """Return those that were fetched again and whose files went all the same."""
        db, ids = self.remover.db, [one.id for one in part]
        media, emojis = await db.media.get_many(ids), await db.emojis.get_many(ids)
        here = {row.id for row in media.values() if row.is_cached}
        here |= {row.id for row in emojis.values() if row.is_cached}
        return [one for one in part if one.id in here and not await self._is_there(one)]

    async def _is_there(self, one: KeptFile) -> bool:
        return all([await self.remover.blobs.find(read_key(key)) for key in one.keys])


def _enough(part: Sequence[KeptFile], wanted: int) -> list[KeptFile]:
    """Return the first files that together have the wanted size, or all of them."""
    taken: list[KeptFile] = []
    for one in part:
        if wanted <= 0:
            break
        taken.append(one)
        wanted -= one.size
    return taken
