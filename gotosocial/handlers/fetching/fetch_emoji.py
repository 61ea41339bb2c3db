"""Pictures of other servers' custom emojis come here (row E-03)."""

from datetime import timedelta

import attrs

from gotosocial.errors import NotRelevant, TryAgainLater
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.fetching.attempts import CannotBeHad, attempt, reason, try_again
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
        await attempt(job, self._fetch(emoji, finish), lambda why: self._failed(job, emoji, finish, why))

    async def _fetch(self, emoji: Emoji, finish: Finish) -> None:
        async with (
            self.files.fetch(emoji.remote_url, self.max_size) as path,
            self.keeper.keep(emoji, path, self.max_size) as kept,
        ):
            await self._write(kept, finish)

    async def _is_wanted(self, emoji: Emoji) -> bool:
        if not emoji.domain or not emoji.remote_url or await self.policy.is_blocked(emoji.domain):
            return False
        return not emoji.is_cached or await self.keeper.blobs.find(read_key(emoji.file_key)) is None

    async def _write(self, kept: Emoji, finish: Finish) -> None:
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            if await _current(t, kept) is None:
                raise NotRelevant
            await t.emojis.write_files(kept)
            await t.kept_files.note_use([], [kept.id], now)
            await enqueue(t, EmojisArrived(), unique_key="all", run_at=now + TOLD_AFTER)
            await finish(t)

        await self.keeper.db.transact(deed)

    async def _failed(self, job: FetchEmoji, emoji: Emoji, finish: Finish, trouble: CannotBeHad) -> None:
        """Write down why, and try again later where that may help."""
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            current = await _current(t, emoji)
            await finish(t)
            if current is not None:
                await t.emojis.write_files(attrs.evolve(current, error=reason(trouble), is_cached=False))
                await try_again(t, job, job.emoji_id, trouble, now)

        await self.keeper.db.transact(deed)


async def _current(t: Transaction, emoji: Emoji) -> Emoji | None:
    """Return the emoji as it is now, or None where it is gone.

    Raises TryAgainLater where its picture is another one by now: this job has kept the one for that away.
    """
    current = await t.emojis.find_to_change(emoji.id)
    if current is not None and current.remote_url != emoji.remote_url:
        raise TryAgainLater(0, "the emoji has another picture meanwhile")
    return current
