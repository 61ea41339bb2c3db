"""What could not be had is asked for once more, because an admin wants it (row D-15)."""

import attrs

from gotosocial.jobs.kinds import FetchEmoji, FetchMedia, RefetchMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Database, Transaction

PART = 100


@attrs.frozen
class MediaRefetcher:
    """Does RefetchMedia. What is merely cleaned away comes back by itself when somebody looks at it."""

    db: Database

    async def run(self, job: RefetchMedia, finish: Finish) -> None:
        """Let every file with an error, and every emoji without its picture, be fetched."""
        after = ""
        while part := await self.db.kept_files.list_failed(job.domain, after, PART):
            ids = [(one.id, one.kind == "emoji") for one in part]
            after = ids[-1][0]

            async def deed(t: Transaction, ids: list[tuple[str, bool]] = ids) -> None:
                for row_id, is_emoji in ids:
                    fetch = FetchEmoji(emoji_id=row_id) if is_emoji else FetchMedia(media_id=row_id)
                    await enqueue(t, fetch, unique_key=row_id)

            await self.db.transact(deed)
