"""Making an uploaded file one of ours: cleaned, stored, and described by a row that the caller inserts."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

import attrs

from gotosocial.errors import Refused
from gotosocial.media.facts import MediaFacts
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.blobs import BlobKey, BlobStore, read_key
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
        """Clean and store a file with its thumbnail; the row for them is inserted within the context.

        Where that fails, the files go again. Raises Refused, with a sentence, for what cannot be taken, and
        StorageFull.
        """
        if os.stat(upload_path).st_size > self.max_size:
            raise Refused(f"the file is larger than {self.max_size} bytes")
        async with AsyncExitStack() as undo:
            work = self.pipeline.file if role == "attachment" else self.pipeline.picture
            async with work(upload_path) as facts:
                media = _row(account_id, self.ids.new(), role, facts, self.clock.now())
                undo.push_async_callback(self.forget, media)
                await self.blobs.put_file(read_key(media.file_key), facts.original_path)
                if facts.small_path:
                    await self.blobs.put_file(read_key(media.small_key), facts.small_path)
            yield media
            undo.pop_all()

    async def forget(self, media: MediaAttachment) -> None:
        """Remove the files of a row that is gone, or never came to be."""
        for text in (media.file_key, media.small_key):
            if text:
                await self.blobs.delete(read_key(text))


def _row(account_id: str, media_id: str, role: str, facts: MediaFacts, now: datetime) -> MediaAttachment:
    def key(size: str, extension: str) -> str:
        parts = BlobKey(owner_id=account_id, role=role, size=size, media_id=media_id, extension=extension)
        return str(parts)

    return MediaAttachment(
        id=media_id,
        account_id=account_id,
        created_at=now,
        kind=facts.kind,
        role=role,
        blurhash=facts.blurhash,
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
    )
