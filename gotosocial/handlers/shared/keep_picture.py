"""Making a file one of ours: cleaned, stored, and described by a row that the caller writes."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import Refused
from gotosocial.media.facts import MediaFacts
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.blobs import BlobKey, BlobStore, read_key, remove_left_over
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids


@attrs.frozen
class PictureKeeper:
    """Stores pictures, and films and sounds as attachments.

    ``max_size``: the most bytes that an upload may have.
    """

    pipeline: MediaPipeline
    blobs: BlobStore
    ids: Ulids
    clock: Clock
    max_size: int

    @asynccontextmanager
    async def keep(self, account_id: str, upload_path: str, role: str) -> AsyncIterator[MediaAttachment]:
        """Clean and store an upload with its thumbnail; the row for them is inserted within the context.

        Where that fails, the files go again. Raises Refused, with a sentence, for what cannot be taken, and
        StorageFull.
        """
        if os.stat(upload_path).st_size > self.max_size:
            raise Refused(f"the file is larger than {self.max_size} bytes")
        new = MediaAttachment(
            id=self.ids.new(), account_id=account_id, created_at=self.clock.now(), kind="unknown", role=role
        )
        async with self.keep_for(new, upload_path) as media:
            yield media

    @asynccontextmanager
    async def keep_for(self, media: MediaAttachment, path: str) -> AsyncIterator[MediaAttachment]:
        """Do the same for a file whose row is there already; the changed row is written within it."""
        work = self.pipeline.file if media.role == "attachment" else self.pipeline.picture
        async with AsyncExitStack() as undo:
            async with work(path) as facts:
                kept = described(media, facts)
                undo.push_async_callback(self.forget, kept)
                await self.blobs.put_file(read_key(kept.file_key), facts.original_path)
                if facts.small_path:
                    await self.blobs.put_file(read_key(kept.small_key), facts.small_path)
            yield kept
            undo.pop_all()

    async def forget(self, media: MediaAttachment) -> None:
        """Remove the files of a row that is gone, or never came to be."""
        await remove_left_over(self.blobs, media.file_key, media.small_key)


def described(media: MediaAttachment, facts: MediaFacts) -> MediaAttachment:
    """Return the row with what its file turned out to be; a blurhash that its author's server gave stays."""

    def key(size: str, extension: str) -> str:
        return str(
            BlobKey(
                owner_id=media.account_id,
                role=media.role,
                size=size,
                media_id=media.id,
                extension=extension,
            )
        )

    return attrs.evolve(
        media,
        kind=facts.kind,
        blurhash=media.blurhash or facts.blurhash,
        content_type=facts.content_type,
        file_key=key("original", facts.extension),
        file_size=facts.size,
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        frame_rate=facts.frame_rate,
        bit_rate=facts.bit_rate,
        small_content_type=facts.small_content_type,
        small_key=key("small", facts.small_extension) if facts.small_path else "",
        small_size=facts.small_size,
        small_width=facts.small_width,
        small_height=facts.small_height,
        is_cached=True,
        error="",
    )
