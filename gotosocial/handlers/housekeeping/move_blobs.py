"""Moving every file from one store to another one; it may be stopped at any moment and started again.

What has arrived is known by its key and its size, so a second run goes on where the first one ended. A file
leaves its old place only after the new one has shown that it is there.
"""

import os
from collections.abc import Callable, Coroutine
from itertools import groupby
from typing import Any

import attrs

from gotosocial.errors import NotFound, Overloaded
from gotosocial.models.kept_file import Swept
from gotosocial.storage.blobs import BlobStore, StoredFile
from gotosocial.util import flow
from gotosocial.util.temporary import TemporaryFolder, discard

AT_ONCE = 4
Deed = Callable[[StoredFile], Coroutine[Any, Any, None]]


@attrs.frozen(kw_only=True)
class Moved:
    """``copied``: what was brought to the new place. ``known``: what was there already."""

    copied: Swept
    known: Swept

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(copied=self.copied + other.copied, known=self.known + other.known)


NOTHING = Moved(copied=Swept(), known=Swept())


@attrs.frozen(kw_only=True)
class BlobMover:
    """Moves files through a temporary one each. ``keeps``: whether they stay at their old place too.

    ``told`` hears how far it is, after each owner.
    """

    source: BlobStore
    target: BlobStore
    folder: TemporaryFolder
    keeps: bool = False
    told: Callable[[Moved], object] = lambda moved: None

    async def move(self, *, is_dry: bool = False) -> Moved:
        """Move everything; a dry run only counts."""
        total, after = NOTHING, ""
        while page := await self.source.page(after):
            after = page[-1].key.owner_id
            for owner_id, files in groupby(page, key=lambda one: one.key.owner_id):
                total += await self._move_owner(owner_id, list(files), is_dry=is_dry)
                self.told(total)
        return total

    async def _move_owner(self, owner_id: str, files: list[StoredFile], *, is_dry: bool) -> Moved:
        there = {one.key: one.size for one in await self.target.files(owner_id)}
        new = [one for one in files if there.get(one.key) != one.size]
        known = [one for one in files if there.get(one.key) == one.size]
        if not is_dry:
            await self._each(new, self._copy)
            if not self.keeps:
                await self._each(files, self._remove)
        return Moved(copied=_counted(new), known=_counted(known))

    async def _each(self, files: list[StoredFile], deed: Deed) -> None:
        for start in range(0, len(files), AT_ONCE):
            await flow.gather(*(deed(one) for one in files[start : start + AT_ONCE]))

    async def _copy(self, file: StoredFile) -> None:
        path, descriptor = self.folder.create()
        os.close(descriptor)
        try:
            await self.source.take_out(file.key, path)
            await self.target.put_file(file.key, path)
        except NotFound:
            return  # deleted meanwhile, by a server that runs
        finally:
            discard(path)
        found = await self.target.find(file.key)
        if found is None or found.size != file.size:
            raise Overloaded("a file did not arrive as it left; nothing more was moved", detail=str(file.key))

    async def _remove(self, file: StoredFile) -> None:
        await self.source.delete(file.key)


def _counted(files: list[StoredFile]) -> Swept:
    return Swept(files=len(files), size=sum(one.size for one in files))
