"""What follows from votes in a local poll, and from its end: other servers hear how it stands (row U-02)."""

import attrs

from gotosocial.errors import TryAgainLater
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.telling.published import PublishedTeller
from gotosocial.jobs.kinds import PollChanged
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids

SOON = 5.0
"""Seconds until the counts are told after all, where somebody voted while they were being told."""


@attrs.frozen
class PollChangedConsequence:
    """Tells the counts once for all votes of some minutes."""

    access: Access
    teller: PublishedTeller
    ulids: Ulids

    async def run(self, job: PollChanged, finish: Finish) -> None:
        """Tell how the poll stands now."""
        db = self.access.db
        poll = await db.polls.find(job.poll_id)
        found = await self.access.seen((poll.status_id,), None) if poll else []
        tell = await self.teller.prepare_update(found[0], self.ulids.new()) if found else None

        async def deed(t: Transaction) -> None:
            if await t.polls.find(job.poll_id) != poll:
                raise TryAgainLater(SOON)
            if tell is not None:
                await tell(t)
            await finish(t)

        await db.transact(deed)
