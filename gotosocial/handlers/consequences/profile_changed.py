"""What follows when a local profile says something else: other servers are told."""

import attrs

from gotosocial.errors import TryAgainLater
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.telling.profiles import ProfileTeller
from gotosocial.jobs.kinds import ProfileChanged
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Transaction

SOON = 1.0
"""Seconds until it is told after all, where the profile changed again while it was being told."""


@attrs.frozen
class ProfileChangedConsequence:
    """Tells what the profile says now, once for all changes that came before."""

    access: Access
    teller: ProfileTeller

    async def run(self, job: ProfileChanged, finish: Finish) -> None:
        """Tell it; an account that is gone meanwhile has said so itself."""
        db = self.access.db
        account = await db.accounts.find(job.account_id)
        is_told = account is not None and account.is_local and not account.is_suspended
        tell = await self.teller.prepare(account) if account is not None and is_told else None

        async def deed(t: Transaction) -> None:
            if await t.accounts.find(job.account_id) != account:
                raise TryAgainLater(SOON)
            if tell is not None:
                await tell(t)
            await finish(t)

        await db.transact(deed)
