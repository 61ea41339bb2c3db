"""The picture of another server's emoji as a file of this machine: out of the store, or from its home."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs

from gotosocial.errors import Gone, NotAllowed, NotFound, Refused, RemoteFailed, StorageFull
from gotosocial.media.fetch import RemoteFiles
from gotosocial.models.emoji import Emoji
from gotosocial.storage.blobs import BlobStore, read_key
from gotosocial.util.temporary import discard


@attrs.frozen
class EmojiPictures:
    """Brings pictures. ``max_size``: the most bytes of one that has to be fetched."""

    blobs: BlobStore
    remote: RemoteFiles
    max_size: int

    @asynccontextmanager
    async def of(self, emoji: Emoji) -> AsyncIterator[str]:
        """Give a path that lives as long as the context; Refused where the picture cannot be had."""
        if emoji.is_cached and await self.blobs.find(read_key(emoji.file_key)) is not None:
            async with self._stored(emoji) as path:
                yield path
            return
        try:
            async with self.remote.fetch(emoji.remote_url, self.max_size) as path:
                yield path
        except (RemoteFailed, NotAllowed, NotFound, Gone) as trouble:
            raise Refused(f"the picture cannot be fetched: {trouble}") from trouble

    @asynccontextmanager
    async def _stored(self, emoji: Emoji) -> AsyncIterator[str]:
        try:
            path, descriptor = self.remote.folder.create()
        except OSError as error:
            raise StorageFull(detail=str(error)) from error
        os.close(descriptor)
        try:
            await self.blobs.take_out(read_key(emoji.file_key), path)
            yield path
        finally:
            discard(path)
