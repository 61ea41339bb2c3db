"""The thread of a remote status that somebody has opened is completed, and what its files lack."""

import attrs
from twisted.logger import Logger

from gotosocial.errors import Gone, Trouble
from gotosocial.federation.dereference.threads import ThreadFetcher
from gotosocial.jobs.kinds import FetchMedia, FetchThread, StatusGone
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.status import Status
from gotosocial.storage.stores import Database, Transaction

_log = Logger()


@attrs.frozen
class ThreadErrand:
    """Does FetchThread."""

    db: Database
    threads: ThreadFetcher

    async def run(self, job: FetchThread, finish: Finish) -> None:
        """Fetch what is above and below the status; one that its server has deleted is removed here too."""
        status = await self.db.statuses.find(job.status_id)
        if status is None or status.is_local or status.is_boost:
            return
        await self._ask_again_for_media(status)
        try:
            await self.threads.fetch(status)
        except Trouble as trouble:
            await self._note(job, finish, trouble)

    async def _ask_again_for_media(self, status: Status) -> None:
        """Let those of its files be fetched once more that could not be had before (row K-09)."""
        media = await self.db.media.get_many(status.media_ids) if status.media_ids else {}
        failed = [one.id for one in media.values() if one.error and not one.is_cached]

        async def deed(t: Transaction) -> None:
            for media_id in failed:
                await enqueue(t, FetchMedia(media_id=media_id), unique_key=media_id)

        if failed:
            await self.db.transact(deed)

    async def _note(self, job: FetchThread, finish: Finish, trouble: Trouble) -> None:
        now = self.threads.clock.now()

        async def deed(t: Transaction) -> None:
            await t.statuses.fetched(job.status_id, now)
            if isinstance(trouble, Gone):
                await enqueue(t, StatusGone(status_id=job.status_id), unique_key=job.status_id)
            await finish(t)

        await self.db.transact(deed)
        _log.debug("the thread of {id} cannot be had: {trouble}", id=job.status_id, trouble=trouble)
