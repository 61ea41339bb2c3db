"""What follows when an account of another server is gone: everything of it goes here too."""

import attrs

from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.jobs.kinds import AccountGone
from gotosocial.jobs.work import Finish


@attrs.frozen
class AccountGoneConsequence:
    """Removes the account; one that is not there is no error."""

    remover: AccountRemover

    async def run(self, job: AccountGone, finish: Finish) -> None:
        """Remove everything but the empty row."""
        account = await self.remover.db.accounts.find(job.account_id)
        if account is not None and not account.is_local:
            await self.remover.remove(account)
