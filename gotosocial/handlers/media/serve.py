"""Finding the file behind an address of ours (rows D-17 and D-18).

Addresses cannot be guessed: they hold the random part of a ULID. What is served must still be what a row
says, so that files without a row, or with another one's name, are never found.
"""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.storage.blobs import BlobKey, BlobStore, read_key

_STATIC_TYPE = "image/png"


@attrs.frozen(kw_only=True)
class ServedFile:
    """A file that may be sent: its path on this machine, its content type, a tag that never changes."""

    path: str
    content_type: str
    etag: str


@attrs.frozen
class MediaFiles:
    """Looks up attachments, avatars, headers and emojis by the parts of their address."""

    access: Access
    blobs: BlobStore

    async def find(self, account_id: str, role: str, size: str, file_name: str) -> ServedFile:
        """Return the file, or raise NotFound: also where its owner is suspended."""
        key = read_key(f"{account_id}/{role}/{size}/{file_name}")
        content_type = await (self._emoji_type(key) if role == "emoji" else self._media_type(key))
        owner = await self.access.find_account(account_id)
        blob = await self.blobs.find(key)
        if not content_type or blob is None or owner is None or owner.is_suspended:
            raise NotFound("no such file")
        etag = f"{key.media_id}-{size}-{blob.size:x}"
        return ServedFile(path=blob.path, content_type=content_type, etag=etag)

    async def _media_type(self, key: BlobKey) -> str:
        found = await self.access.caches.media.get_many([key.media_id], self.access.db.media.get_many)
        media = found.get(key.media_id)
        if media is None:
            return ""
        types = {media.small_key: media.small_content_type, media.file_key: media.content_type}
        return types.get(str(key), "")

    async def _emoji_type(self, key: BlobKey) -> str:
        emoji = (await self.access.db.emojis.get_many([key.media_id])).get(key.media_id)
        if emoji is None:
            return ""
        return {emoji.static_key: _STATIC_TYPE, emoji.file_key: emoji.content_type}.get(str(key), "")
