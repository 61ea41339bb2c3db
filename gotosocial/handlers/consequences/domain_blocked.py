"""What follows when a domain is blocked, and when it is let in again (row J-04).

A domain may have a hundred thousand accounts, so one run of the job takes some of them apart and puts off the
rest: other housekeeping gets its turn in between. Which are done is written in their rows, so that nothing is
lost when the process ends. Sub-domains that an allow holds open stay as they are.
"""

from functools import partial

import attrs

from gotosocial.errors import TryAgainLater
from gotosocial.federation.domain_policy import DomainPolicy, Permissions
from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.jobs.kinds import DomainBlocked, DomainUnblocked
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.domains import host_of

AT_ONCE = 100
"""How many accounts one run removes."""


@attrs.frozen
class DomainBlockedConsequence:
    """Suspends the accounts of the domain and removes what they have left here."""

    db: Database
    policy: DomainPolicy
    remover: AccountRemover

    async def run(self, job: DomainBlocked, finish: Finish) -> None:
        """Remove some accounts; raise TryAgainLater where there are more."""
        # What another process decided may be known by its job before it is heard of otherwise.
        await self.policy.read_anew()
        after = ""
        while ids := await self.db.domain_accounts.not_wiped(job.domain, after, AT_ONCE):
            after = ids[-1]
            if await self._remove(ids, job.block_id):
                raise TryAgainLater(0, "there may be more accounts of this domain")
        await self._delete_emojis(job)
        await self._forget_failures()

    async def _remove(self, ids: list[str], block_id: str) -> bool:
        """Remove those accounts that the block means; return whether there were any."""
        accounts = await self.db.accounts.get_many(ids)
        meant = [account for account in accounts.values() if await self._is_meant(account)]
        for account in meant:
            if await self.db.domain_blocks.find(block_id) is None:
                return False  # taken back meanwhile
            await self.remover.remove(account, origin=block_id)
        return bool(meant)

    async def _delete_emojis(self, job: DomainBlocked) -> None:
        for domain in await self.db.domain_accounts.emoji_domains(job.domain):
            if await self.policy.is_blocked(domain):
                await self.db.domain_accounts.delete_emojis(domain)

    async def _is_meant(self, account: Account) -> bool:
        """Tell whether the account is blocked in truth, and not held open by an allow."""
        return await self.policy.is_blocked(account.domain) or await self.policy.is_blocked(
            host_of(account.uri)
        )

    async def _forget_failures(self) -> None:
        """Wait no more for hosts that are sent nothing: who is blocked counts as no server that is away."""
        for failing in await self.db.destinations.list_failing():
            if await self.policy.is_blocked(failing.host):
                await self.db.transact(partial(_forget_failure, host=failing.host))


async def _forget_failure(t: Transaction, host: str) -> None:
    await t.destinations.resume(host)


@attrs.frozen
class DomainUnblockedConsequence:
    """Lifts the suspension that the block brought; what it removed stays away."""

    db: Database
    policy: DomainPolicy

    async def run(self, job: DomainUnblocked, finish: Finish) -> None:
        """Let all accounts speak again that this block has silenced, unless another one does."""
        await self.policy.read_anew()
        after = ""
        while ids := await self.db.domain_accounts.suspended_by(job.domain, job.block_id, after, AT_ONCE):
            after = ids[-1]
            await self._lift(ids, job.block_id, await self.policy.permissions())

    async def _lift(self, ids: list[str], origin: str, permissions: Permissions) -> None:
        async def deed(t: Transaction) -> None:
            for account_id in ids:
                account = await t.accounts.get_to_change(account_id)
                if account.suspension_origin == origin:
                    await t.accounts.update(_lifted(account, permissions))

        await self.db.transact(deed)


def _lifted(account: Account, permissions: Permissions) -> Account:
    for name in (account.domain, host_of(account.uri)):
        if permissions.forbid(name) and (other := permissions.block_of(name)):
            return attrs.evolve(account, suspension_origin=other)
    return attrs.evolve(account, suspended_at=None, suspension_origin="")
