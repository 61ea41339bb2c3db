"""Uploads that take long: taken in at once, worked on by a job, shown when they are ready (row G-038).

The upload goes into the store as it is, under a key that is never served, and a row says that it is being
worked on. So it survives a crash, and another process may do the work. Short films are often ready before the
client would have to ask: it waits a little for its answer.
"""

import os

import attrs
from twisted.logger import Logger

from gotosocial.errors import NotRelevant, Overloaded, Refused, TryAgainLater
from gotosocial.handlers.media.arrivals import Arrivals
from gotosocial.handlers.media.room import AccountRoom
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.jobs.kinds import WorkOnUpload
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.media.probe import Sniffed, head_of, sniff
from gotosocial.models.media_attachment import MediaAttachment, MediaKind
from gotosocial.storage.blobs import BlobKey
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.temporary import TemporaryFolder, discard

FROM_SIZE = 1024 * 1024
SECONDS = 3.0
"""How long the client waits for an answer that says that all is ready."""
_SOUNDS = frozenset({"mp3", "flac", "wav", "aac"})
_log = Logger()


@attrs.frozen
class LateUploads:
    """Takes in films and sounds of more than so many bytes (``from_size``).

    ``takes_all``: pictures and short films as well, because this process leaves the work to others.
    """

    db: Database
    keeper: PictureKeeper
    arrivals: Arrivals
    room: AccountRoom
    from_size: int = FROM_SIZE
    takes_all: bool = False

    def is_for(self, upload_path: str) -> bool:
        """Tell whether the upload is worked on later; raises Refused for what is not read here."""
        if not self.takes_all and os.stat(upload_path).st_size <= self.from_size:
            return False
        return sniff(_head(upload_path)).family == "film" or self.takes_all

    async def take(
        self, account_id: str, upload_path: str, description: str, focus: tuple[float, float]
    ) -> MediaAttachment:
        """Take in a file and return its row, which is pending where it is not ready soon.

        Until it is, the upload's own size counts. Raises Refused where the account has no room for it.
        """
        media = MediaAttachment(
            id=self.keeper.ids.new(),
            account_id=account_id,
            created_at=self.keeper.clock.now(),
            kind=_likely_kind(sniff(_head(upload_path))),
            description=description,
            focus_x=focus[0],
            focus_y=focus[1],
            file_size=os.stat(upload_path).st_size,
            is_cached=False,
        )
        await self.keeper.blobs.put_file(incoming(media), upload_path)

        async def begin() -> None:
            async def deed(t: Transaction) -> None:
                await self.room.insert(t, media)
                await enqueue(t, WorkOnUpload(media_id=media.id), unique_key=media.id)

            await self.db.transact(deed)

        try:
            await self.arrivals.wait_for(media.id, begin)
        except Refused:
            await self.keeper.blobs.delete(incoming(media))
            raise
        return await self.db.media.find(media.id) or media


@attrs.frozen
class UploadWorker:
    """Does WorkOnUpload. ``folder``: where the upload lies while it is worked on."""

    db: Database
    keeper: PictureKeeper
    folder: TemporaryFolder

    async def run(self, job: WorkOnUpload, finish: Finish) -> None:
        """Make the upload one of our files; what cannot be read says so in its row."""
        media = await self.db.media.find(job.media_id)
        if media is None or not media.is_pending:
            return
        try:
            await self._work(media, finish)
        except Refused as trouble:
            await self._write(attrs.evolve(media, error=trouble.public, file_size=0), finish)
        except NotRelevant:
            _log.debug("upload {id} was deleted", id=media.id)
        except Overloaded as trouble:
            raise TryAgainLater(trouble.retry_after, detail=str(trouble)) from trouble
        await self.keeper.blobs.delete(incoming(media))

    async def _work(self, media: MediaAttachment, finish: Finish) -> None:
        path, descriptor = self.folder.create()
        os.close(descriptor)
        try:
            await self.keeper.blobs.take_out(incoming(media), path)
            async with self.keeper.keep_for(media, path) as kept:
                await self._write(kept, finish)
        finally:
            discard(path)

    async def _write(self, media: MediaAttachment, finish: Finish) -> None:
        async def deed(t: Transaction) -> None:
            await finish(t)
            current = await t.media.find_to_change(media.id)
            if current is None:
                raise NotRelevant
            await t.media.update(
                attrs.evolve(
                    media,
                    description=current.description,
                    focus_x=current.focus_x,
                    focus_y=current.focus_y,
                )
            )

        await self.db.transact(deed)


def incoming(media: MediaAttachment) -> BlobKey:
    """Return where an upload lies until it was worked on."""
    return BlobKey(
        owner_id=media.account_id, role="attachment", size="incoming", media_id=media.id, extension="raw"
    )


def _likely_kind(sniffed: Sniffed) -> MediaKind:
    if sniffed.family == "picture":
        return "image"
    return "audio" if sniffed.format in _SOUNDS else "video"


def _head(path: str) -> bytes:
    with open(path, "rb") as file:
        return head_of(file.fileno())
