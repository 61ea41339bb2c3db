"""Files without a row are removed, rows say whether their file is there (row D-14).

A crash can leave either: bytes come before their row and go after it, and disks lose things. The server may
run meanwhile: a file whose row may be about to be written is too young to be removed, and a row whose file
was not in the listing is believed to have lost it only after a second look. What a crash left behind may lie
where somebody has the same file fetched to just now; where it went with what was left, its row says so.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

import attrs
from twisted.logger import Logger

from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.models.kept_file import KeptFile, Swept
from gotosocial.storage.blobs import StoredFile, read_key
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

GRACE = timedelta(days=1)
NOTHING = Swept()
LOST = "the file is not in the storage any more"
PART = 500
_log = Logger()


@attrs.frozen(kw_only=True)
class Orphans:
    """``files``: files without a row that went. ``lost``: rows whose files are not there."""

    files: Swept = NOTHING
    lost: int = 0

    def __add__(self, other: "Orphans") -> "Orphans":
        return Orphans(files=self.files + other.files, lost=self.lost + other.lost)


NONE = Orphans()


@attrs.frozen
class OrphanSweeper:
    """Compares rows and files, owner by owner."""

    remover: FileRemover
    clock: Clock

    async def sweep(self, *, is_dry: bool = False) -> Orphans:
        """Look at everything; a dry run only counts."""
        total, emojis = NONE, await self._emojis()
        seen: set[str] = set()
        after = ""
        while page := await self.remover.blobs.page(after):
            after = page[-1].key.owner_id
            for owner_id, files in groupby(page, key=lambda one: one.key.owner_id):
                seen.add(owner_id)
                total += await self._sweep(owner_id, list(files), emojis, is_dry=is_dry)
        async for owner_id in self._owners():
            if owner_id not in seen:
                total += await self._sweep(owner_id, [], emojis, is_dry=is_dry)
        return total

    async def sweep_owner(self, owner_id: str) -> Orphans:
        """Remove the files without a row of one account, however young: it has none to come."""
        files = await self.remover.blobs.files(owner_id)
        return await self._sweep(owner_id, files, await self._emojis(), grace=timedelta(0), is_dry=False)

    async def _owners(self) -> AsyncIterator[str]:
        after = ""
        while part := await self.remover.db.kept_files.owners(after, PART):
            after = part[-1]
            for owner_id in part:
                yield owner_id

    async def _emojis(self) -> dict[str, list[KeptFile]]:
        """Return the emojis that have files, by the account in whose tree these lie."""
        found: dict[str, list[KeptFile]] = {}
        after = ""
        while part := await self.remover.db.kept_files.list_emojis(after, PART):
            after = part[-1].id
            for one in part:
                if one.keys:
                    found.setdefault(one.keys[0].partition("/")[0], []).append(one)
        return found

    async def _sweep(
        self,
        owner_id: str,
        files: Sequence[StoredFile],
        emojis: Mapping[str, Sequence[KeptFile]],
        *,
        is_dry: bool,
        grace: timedelta = GRACE,
    ) -> Orphans:
        rows = [*await self.remover.db.kept_files.list_media_of(owner_id), *emojis.get(owner_id, ())]
        named = {key for row in rows if row.is_cached or not row.can_return for key in row.keys}
        # Whether it is worked on after a minute or after two days: an upload that waits is no orphan.
        waiting = {row.id for row in rows if not (row.keys or row.can_return)}
        before = self.clock.now() - grace
        orphans = [
            one
            for one in files
            if str(one.key) not in named
            and one.modified_at <= before
            and not (one.key.size == "incoming" and one.key.media_id in waiting)
        ]
        there = {str(one.key) for one in files}
        missed = [row for row in rows if row.is_cached and not there.issuperset(row.keys)]
        lost = [row for row in missed if not await self._is_there(row)]
        back = [one for one in rows if _is_own_and_lost(one) and there.issuperset(one.keys)]
        if not is_dry:
            await self._repair(lost, back)
            await self.remover.remove_keys([one.key for one in orphans])
            if orphans:
                await self._repair(await self._taken(owner_id, orphans, has_emojis=owner_id in emojis), [])
        size = sum(one.size for one in orphans)
        return Orphans(files=Swept(files=len(orphans), size=size), lost=len(lost))

    async def _is_there(self, row: KeptFile) -> bool:
        """Look once more: the file may have come, or the row may name others, since they were listed."""
        if row.kind == "emoji":
            current = await self.remover.db.emojis.find(row.id)
            if current is None or (current.file_key, current.static_key) != tuple(row.keys):
                return True
        return all([await self.remover.blobs.find(read_key(key)) for key in row.keys])

    async def _taken(
        self, owner_id: str, orphans: Sequence[StoredFile], *, has_emojis: bool
    ) -> list[KeptFile]:
        """Return rows whose files came after the rows were read, and went all the same."""
        rows = await self.remover.db.kept_files.list_media_of(owner_id)
        if has_emojis:
            rows += (await self._emojis()).get(owner_id, ())
        went = {str(one.key) for one in orphans}
        here = [row for row in rows if row.is_cached and not went.isdisjoint(row.keys)]
        return [row for row in here if not await self._is_there(row)]

    async def _repair(self, lost: Sequence[KeptFile], back: Sequence[KeptFile]) -> None:
        """Write down whose files are lost, and whose are there again, as after a backup."""

        async def deed(t: Transaction) -> None:
            await t.kept_files.uncache(lost, LOST)
            await t.kept_files.recache(back)

        if lost or back:
            _log.warn("the files of {ids} are lost", ids=", ".join(one.id for one in lost) or "none")
            await self.remover.db.transact(deed)


def _is_own_and_lost(row: KeptFile) -> bool:
    return not row.is_cached and not row.can_return and bool(row.keys)
