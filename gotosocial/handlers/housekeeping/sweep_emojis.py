"""Removing custom emojis of other servers that no post and no profile uses any more (row D-14).

A week passes first. One that is named again comes back, as any emoji comes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

import attrs

from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.models.kept_file import KeptFile, Swept
from gotosocial.storage.stores import Transaction
from gotosocial.storage.unused_emojis import EmojiUser
from gotosocial.util.clock import Clock

GRACE = timedelta(days=7)
PART = 10_000
"""How many emojis are looked for at once, each time among all posts."""
_USERS = 500
_AT_ONCE = 100


@attrs.frozen
class EmojiSweeper:
    """Removes rows with their files; a dry run only counts."""

    remover: FileRemover
    clock: Clock

    async def sweep(self, *, is_dry: bool = False) -> Swept:
        """Remove what nothing has used for a week."""
        before, after, swept = self.clock.now() - GRACE, "", Swept()
        while part := await self.remover.db.unused_emojis.list_old(before, after, PART):
            after = part[-1].id
            unused = await self._unused(part)
            for start in range(0, len(unused), _AT_ONCE):
                some = unused[start : start + _AT_ONCE]
                swept += _counted(some if is_dry else await self._remove(some, before))
        return swept

    async def _unused(self, part: Sequence[KeptFile]) -> list[KeptFile]:
        """Return those that nobody uses."""
        left = {one.id: one for one in part}
        for users in get_args(EmojiUser):
            after = ""
            while left and (found := await self.remover.db.unused_emojis.users(users, after, _USERS)):
                after = found[-1][0]
                for _, ids in found:
                    for one in ids:
                        left.pop(one, None)
        return list(left.values())

    async def _remove(self, some: Sequence[KeptFile], before: datetime) -> list[KeptFile]:
        async def deed(t: Transaction) -> frozenset[str]:
            return await t.unused_emojis.delete([one.id for one in some], before)

        ids = await self.remover.db.transact(deed)
        gone = [one for one in some if one.id in ids]
        await self.remover.remove(gone)
        return gone


def _counted(part: Sequence[KeptFile]) -> Swept:
    return Swept(files=len(part), size=sum(one.size for one in part if one.is_cached))
