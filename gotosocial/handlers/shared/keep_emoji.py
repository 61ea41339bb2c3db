"""Making a picture a custom emoji: cleaned, stored with a still version, and described by a row.

Emojis belong to the instance's own account (its files lie in that account's tree). Each new picture gets a
name of its own, because clients keep files for ever; one that is fetched anew goes where it was.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import Refused
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.emoji import Emoji
from gotosocial.storage.blobs import BlobKey, BlobStore, read_key, remove_left_over
from gotosocial.storage.stores import Database
from gotosocial.util.ulid import Ulids

_TYPES = frozenset({"image/png", "image/gif", "image/webp", "image/jpeg"})


@attrs.frozen
class EmojiFiles:
    """Stores the pictures of emojis. ``host``: the name of the instance's own account."""

    db: Database
    pipeline: MediaPipeline
    blobs: BlobStore
    ids: Ulids
    host: str

    @asynccontextmanager
    async def keep(self, emoji: Emoji, path: str, max_size: int) -> AsyncIterator[Emoji]:
        """Clean and store a picture of at most so many bytes; the row is written within the context.

        Where that fails, the files go again. Raises Refused, with a sentence, for what cannot be taken, and
        StorageFull.
        """
        if os.stat(path).st_size > max_size:
            raise Refused(f"the picture is larger than {max_size} bytes")
        name = read_key(emoji.file_key).media_id if emoji.file_key else self.ids.new()
        owner_id = await self._owner_id()
        async with AsyncExitStack() as undo:
            async with self.pipeline.emoji(path) as facts:
                if facts.content_type not in _TYPES:
                    raise Refused("emojis are PNG, GIF, WebP or JPEG pictures")
                moving = _key(owner_id, "original", name, facts.extension)
                still = _key(owner_id, "static", name, facts.small_extension)
                kept = attrs.evolve(
                    emoji,
                    content_type=facts.content_type,
                    file_key=str(moving),
                    static_key=str(still),
                    file_size=facts.size,
                    static_size=facts.small_size,
                    is_cached=True,
                    error="",
                )
                undo.push_async_callback(self.forget, kept)
                await self.blobs.put_file(moving, facts.original_path)
                await self.blobs.put_file(still, facts.small_path)
            yield kept
            undo.pop_all()

    async def forget(self, emoji: Emoji) -> None:
        """Remove the files of a row that is gone or has others, or that never came to be."""
        await remove_left_over(self.blobs, emoji.file_key, emoji.static_key)

    async def _owner_id(self) -> str:
        owner = await self.db.accounts.find_by_name(self.host)
        if owner is None:
            raise Refused("the instance has no account of its own yet")
        return owner.id


def _key(owner_id: str, size: str, name: str, extension: str) -> BlobKey:
    return BlobKey(owner_id=owner_id, role="emoji", size=size, media_id=name, extension=extension)
