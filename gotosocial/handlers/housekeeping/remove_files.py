"""Removing files whose rows are gone, or say that they are not here."""

from collections.abc import Sequence
from functools import partial

import attrs

from gotosocial.models.kept_file import KeptFile
from gotosocial.storage.blobs import BlobKey, BlobStore, read_key, remove_left_over
from gotosocial.storage.stores import Database
from gotosocial.util import flow

AT_ONCE = 4


@attrs.frozen
class FileRemover:
    """Deletes files, a few at a time; a store that fails with one of them keeps none of the others."""

    db: Database
    blobs: BlobStore

    async def remove(self, files: Sequence[KeptFile]) -> None:
        """Delete every file of these rows."""
        await self.remove_keys([read_key(key) for one in files for key in one.keys])

    async def remove_keys(self, keys: Sequence[BlobKey]) -> None:
        """Delete these files."""
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            await flow.gather(*(self._delete(key) for key in some))

    async def _delete(self, key: BlobKey) -> None:
        await flow.each("removing a file", [str(key)], partial(remove_left_over, self.blobs))
