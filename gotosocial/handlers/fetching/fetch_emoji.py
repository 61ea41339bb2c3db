"""Pictures of other servers' custom emojis come here (row E-03)."""

from datetime import timedelta

import attrs
from twisted.logger import Logger

from gotosocial.errors import Gone, NotFound, NotRelevant, Overloaded, Refused, RemoteFailed, TryAgainLater
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.fetching.fetch_media import CANNOT_BE_HAD, MOST_ERROR, wait_after
from gotosocial.handlers.shared.keep_emoji import EmojiFiles
from gotosocial.jobs.kinds import EmojisArrived, FetchEmoji
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.media.fetch import RemoteFiles
from gotosocial.models.emoji import Emoji
from gotosocial.storage.blobs import read_key
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

TOLD_AFTER = timedelta(seconds=30)
"""Everything that was rendered is rendered anew when emojis have arrived, so many are told of at once."""
_log = Logger()


@attrs.frozen
class EmojiFetcher:
    """Does FetchEmoji. ``max_size``: the most bytes of a picture."""

    files: RemoteFiles
    keeper: EmojiFiles
    policy: DomainPolicy
    clock: Clock
    max_size: int

    async def run(self, job: FetchEmoji, finish: Finish) -> None:
        """Fetch the picture, unless it is here or nobody may have it."""
        emoji = await self.keeper.db.emojis.find(job.emoji_id)
        if emoji is None or not await self._is_wanted(emoji):
            return
        try:
            async with (
                self.files.fetch(emoji.remote_url, self.max_size) as path,
                self.keeper.keep(emoji, path, self.max_size) as kept,
            ):
                await self._write(kept, finish)
        except CANNOT_BE_HAD as trouble:
            await self._failed(job, finish, trouble)
        except NotRelevant:
            _log.debug("emoji {id} is gone, or looks different now", id=emoji.id)
        except Overloaded as trouble:
            raise TryAgainLater(trouble.retry_after, detail=str(trouble)) from trouble

    async def _is_wanted(self, emoji: Emoji) -> bool:
        if not emoji.domain or not emoji.remote_url or await self.policy.is_blocked(emoji.domain):
            return False
        return not emoji.is_cached or await self.keeper.blobs.find(read_key(emoji.file_key)) is None

    async def _write(self, kept: Emoji, finish: Finish) -> None:
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            current = await t.emojis.find_to_change(kept.id)
            if current is None or current.remote_url != kept.remote_url:
                raise NotRelevant
            await t.emojis.write_files(kept)
            await t.kept_files.note_use([], [kept.id], now)
            await enqueue(t, EmojisArrived(), unique_key="all", run_at=now + TOLD_AFTER)
            await finish(t)

        await self.keeper.db.transact(deed)

    async def _failed(
        self, job: FetchEmoji, finish: Finish, trouble: Refused | NotFound | Gone | RemoteFailed
    ) -> None:
        """Write down why, and try again later where that may help."""
        wait = wait_after(trouble, job.tries)
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            await finish(t)
            emoji = await t.emojis.find_to_change(job.emoji_id)
            if emoji is None:
                return
            await t.emojis.write_files(attrs.evolve(emoji, error=str(trouble)[:MOST_ERROR], is_cached=False))
            if wait is not None:
                again = attrs.evolve(job, tries=job.tries + 1)
                later = now + timedelta(seconds=wait)
                await enqueue(t, again, unique_key=job.emoji_id, run_at=later)

        await self.keeper.db.transact(deed)
        _log.debug("emoji {id} cannot be had: {trouble}", id=job.emoji_id, trouble=trouble)
