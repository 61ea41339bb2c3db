"""Finding the file behind an address of ours (rows D-13, D-15, D-17 to D-19).

Addresses cannot be guessed: they hold the random part of a ULID. What is served must still be what a row
says, so that files without a row, or with another one's name, are never found. A file of another server that
is not here any more is fetched again while the client waits a little; where that does not help, the client is
sent to its home.
"""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.media.arrivals import Arrivals
from gotosocial.handlers.media.uses import Uses
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.storage.blobs import Blob, BlobKey, BlobStore, read_key

_STATIC_TYPE = "image/png"


@attrs.frozen(kw_only=True)
class ServedFile:
    """A file that may be sent: its content type, a tag that never changes, and its bytes, or where they are.

    ``link``: where the client is sent instead, if not empty; ``is_home``: for the moment only, to the server
    that the file comes from.
    """

    content_type: str
    etag: str = ""
    blob: Blob | None = None
    link: str = ""
    is_home: bool = False


@attrs.frozen(kw_only=True)
class _Wanted:
    """What the rows say about a file; ``remote_url`` is empty for our own."""

    key: BlobKey
    row_id: str
    content_type: str
    is_cached: bool
    remote_url: str

    @property
    def is_emoji(self) -> bool:
        return self.key.role == "emoji"


@attrs.frozen
class MediaFiles:
    """Looks up attachments, avatars, headers and emojis by the parts of their address."""

    access: Access
    blobs: BlobStore
    arrivals: Arrivals
    uses: Uses

    async def find(self, path: str, requester: Requester | None) -> ServedFile:
        """Return the file at a path below the file server's; NotFound also where its owner is suspended.

        Most clients ask without a token. For those who say who they are, a block hides the file too.
        """
        key = read_key(path)
        wanted = await self._wanted(key)
        await self._check_owner(key.owner_id, requester)
        served = await self._served(wanted)
        if served is None and wanted.remote_url:
            await self.arrivals.fetch(wanted.row_id, is_emoji=wanted.is_emoji)
            wanted = await self._wanted(key)
            served = await self._served(wanted) or ServedFile(
                content_type=wanted.content_type, link=wanted.remote_url, is_home=True
            )
        if served is None:
            raise NotFound("no such file")
        return served

    async def _check_owner(self, owner_id: str, requester: Requester | None) -> None:
        owner = await self.access.find_account(owner_id)
        viewer = await self.access.viewer_of(requester)
        if owner is None or owner.is_suspended or (viewer is not None and viewer.is_cut_from(owner_id)):
            raise NotFound("no such file")

    async def _served(self, wanted: _Wanted) -> ServedFile | None:
        if not wanted.is_cached:
            return None
        link = self.blobs.link(wanted.key, wanted.content_type)
        blob = None if link else await self.blobs.find(wanted.key)
        if blob is None and not link:
            return None
        if wanted.remote_url:
            self.uses.note(wanted.row_id, is_emoji=wanted.is_emoji)
        etag = f"{wanted.key.media_id}-{wanted.key.size}-{blob.size:x}" if blob else ""
        return ServedFile(content_type=wanted.content_type, etag=etag, blob=blob, link=link)

    async def _wanted(self, key: BlobKey) -> _Wanted:
        found = await (self._wanted_emoji(key) if key.role == "emoji" else self._wanted_media(key))
        if found is None or not found.content_type:
            raise NotFound("no such file")
        return found

    async def _wanted_media(self, key: BlobKey) -> _Wanted | None:
        found = await self.access.caches.media.get_many([key.media_id], self.access.db.media.get_many)
        media = found.get(key.media_id)
        if media is None:
            return None
        types = {media.small_key: media.small_content_type, media.file_key: media.content_type}
        return _Wanted(
            key=key,
            row_id=media.id,
            content_type=types.get(str(key), ""),
            is_cached=media.is_cached,
            remote_url=media.remote_url,
        )

    async def _wanted_emoji(self, key: BlobKey) -> _Wanted | None:
        emoji = await self.access.db.emojis.find_by_key(str(key))
        if emoji is None:
            return None
        types = {emoji.static_key: _STATIC_TYPE, emoji.file_key: emoji.content_type}
        return _Wanted(
            key=key,
            row_id=emoji.id,
            content_type=types.get(str(key), ""),
            is_cached=emoji.is_cached,
            remote_url=emoji.remote_url if emoji.domain else "",
        )
