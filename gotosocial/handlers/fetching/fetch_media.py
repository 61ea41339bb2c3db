"""Files of other servers come here: attachments, avatars and headers (rows D-13, D-15 and Z-37).

Each passes through the same work as an upload. One that cannot be had stays a link to its home, with the
reason in its row, and is tried again when somebody asks for it.
"""

import attrs

from gotosocial.errors import NotRelevant
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.fetching.attempts import CannotBeHad, attempt, reason, try_again
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.jobs.kinds import FetchMedia
from gotosocial.jobs.work import Finish
from gotosocial.media.fetch import RemoteFiles
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.blobs import read_key
from gotosocial.storage.stores import Database, Transaction


@attrs.frozen
class MediaFetcher:
    """Does FetchMedia. ``max_size``: the most bytes of a file."""

    db: Database
    files: RemoteFiles
    keeper: PictureKeeper
    policy: DomainPolicy
    max_size: int

    async def run(self, job: FetchMedia, finish: Finish) -> None:
        """Fetch the file, unless it is here or nobody may have it."""
        media = await self.db.media.find(job.media_id)
        if media is None or not media.remote_url or not await self._is_wanted(media):
            return
        await attempt(job, self._fetch(media, finish), lambda why: self._failed(job, finish, why))

    async def _fetch(self, media: MediaAttachment, finish: Finish) -> None:
        async with (
            self.files.fetch(media.remote_url, self.max_size) as path,
            self.keeper.keep_for(media, path) as kept,
        ):
            await self._write(kept, finish)

    async def _is_wanted(self, media: MediaAttachment) -> bool:
        owner = await self.db.accounts.find(media.account_id)
        if owner is None or owner.is_local or owner.is_suspended:
            return False
        if await self.policy.is_blocked(owner.domain):
            return False
        return not media.is_cached or await self.keeper.blobs.find(read_key(media.file_key)) is None

    async def _write(self, kept: MediaAttachment, finish: Finish) -> None:
        now = self.keeper.clock.now()

        async def deed(t: Transaction) -> None:
            current = await t.media.find_to_change(kept.id)
            if current is None:
                raise NotRelevant
            await t.media.update(
                attrs.evolve(
                    kept,
                    status_id=current.status_id,
                    description=current.description,
                    focus_x=current.focus_x,
                    focus_y=current.focus_y,
                )
            )
            await t.kept_files.note_use([kept.id], [], now)
            await finish(t)

        await self.db.transact(deed)

    async def _failed(self, job: FetchMedia, finish: Finish, trouble: CannotBeHad) -> None:
        """Write down why, and try again later where that may help."""
        now = self.keeper.clock.now()

        async def deed(t: Transaction) -> None:
            await finish(t)
            media = await t.media.find_to_change(job.media_id)
            if media is None:
                return
            media = attrs.evolve(media, error=reason(trouble), is_cached=False)
            will_return = await try_again(t, job, job.media_id, trouble, now)
            if not will_return and not media.file_key:
                media = attrs.evolve(media, kind="unknown")
            await t.media.update(media)

        await self.db.transact(deed)
