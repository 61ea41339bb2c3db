"""Closing polls whose time is over: those who voted here are told, and other servers hear of ours."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.jobs.kinds import ClosePolls, PollChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.poll import Poll
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

AT_ONCE = 100
PART = 500


@attrs.frozen
class PollCloser:
    """Runs every minute. Each poll is a transaction of its own, and told about once."""

    access: Access
    notifier: Notifier
    clock: Clock

    async def run(self, job: ClosePolls, finish: Finish) -> None:
        """Close what has ended; what is left is closed at the next turn."""
        for poll in await self.access.db.polls.ending(self.clock.now(), AT_ONCE):
            await self._close(poll)

    async def _close(self, poll: Poll) -> None:
        db = self.access.db
        ended_at = poll.expires_at or self.clock.now()
        found = await self.access.seen((poll.status_id,), None)
        voters = await self._voters(poll)

        async def deed(t: Transaction) -> None:
            if await t.polls.close(poll.id, ended_at) and found:
                await self._notify(t, found[0], voters)
                if found[0].author.is_local:
                    await enqueue(t, PollChanged(poll_id=poll.id), unique_key=poll.id)

        await db.transact(deed)

    async def _voters(self, poll: Poll) -> list[str]:
        voters: list[str] = []
        while part := await self.access.db.polls.local_voters(poll.id, voters[-1] if voters else "", PART):
            voters += part
        return voters

    async def _notify(self, t: Transaction, seen: Seen, voters: list[str]) -> None:
        author = seen.author
        own = [author.id] if author.is_local else []
        for account_id in dict.fromkeys([*own, *voters]):
            await self.notifier.notify(t, "poll", to=account_id, origin=author.id, status_id=seen.status.id)
