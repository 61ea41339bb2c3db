"""A remote account that somebody looks at is brought up to date, with its pinned posts and its totals."""

import attrs
from twisted.logger import Logger

from gotosocial.errors import Trouble
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.counts import TotalsFetcher
from gotosocial.federation.dereference.featured import FeaturedFetcher
from gotosocial.jobs.kinds import FetchFeatured, RefreshAccount
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account

_log = Logger()


@attrs.frozen
class AccountDetails:
    """What of an account stands in documents of its own; each part is had or not."""

    featured: FeaturedFetcher
    totals: TotalsFetcher

    async def fetch(self, account: Account) -> None:
        """Fetch the totals and the pinned posts of a remote account."""
        if account.is_local or account.is_suspended:
            return
        await self.totals.fetch(account)
        try:
            await self.featured.fetch(account)
        except Trouble as trouble:
            _log.debug("the pins of {uri} cannot be had: {trouble}", uri=account.uri, trouble=trouble)


@attrs.frozen
class AccountRefresher:
    """Does RefreshAccount."""

    accounts: AccountFetcher
    details: AccountDetails

    async def run(self, job: RefreshAccount, finish: Finish) -> None:
        """Fetch the account where it is old; one that is gone meanwhile needs nothing."""
        account = await self.accounts.db.accounts.find(job.account_id)
        if account is None or account.is_local:
            return
        try:
            fresh = await self.accounts.by_uri(account.uri)
        except Trouble as trouble:
            _log.debug("{uri} cannot be had: {trouble}", uri=account.uri, trouble=trouble)
            return
        await self.details.fetch(fresh)


@attrs.frozen
class FeaturedRefresher:
    """Does FetchFeatured."""

    accounts: AccountFetcher
    details: AccountDetails

    async def run(self, job: FetchFeatured, finish: Finish) -> None:
        """Fetch the pinned posts and the totals; an account that is gone meanwhile needs nothing."""
        account = await self.accounts.db.accounts.find(job.account_id)
        if account is not None:
            await self.details.fetch(account)
