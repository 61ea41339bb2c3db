"""Finding what lives on other servers and is not known here yet (row R-02), and keeping known accounts fresh.

Somebody waits for the answer, so it is given up after some seconds, while the fetching itself goes on: the
next search finds it. What cannot be had is nothing found; why not is remembered for some minutes.
"""

from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.errors import Trouble
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.jobs.kinds import RefreshAccount
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.freshness import Freshness, is_fresh
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util import flow

SECONDS = 15.0
T = TypeVar("T")
_log = Logger()


@attrs.frozen
class RemoteFinder:
    """Asks other servers in the name of a local account."""

    accounts: AccountFetcher
    statuses: StatusFetcher
    reactor: Any

    async def by_handle(self, username: str, domain: str, *, as_: str) -> Account | None:
        """Return the account with the name, or None."""
        return await self._in_time(self.accounts.by_handle(username, domain, as_=as_))

    async def by_address(self, url: str, *, as_: str) -> Account | Status | None:
        """Return what is at the address of a document or of a page that leads to one, or None."""
        fetch = partial(self._at, url, as_)
        return await self._in_time(self.statuses.once.run(f"search {url}", fetch))

    async def looked_at(self, account: Account) -> None:
        """Let a remote account be fetched anew in the background where what is known of it is old."""
        now = self.accounts.clock.now()
        if account.is_local or account.is_suspended or _is_up_to_date(account, now):
            return

        async def deed(t: Transaction) -> None:
            await enqueue(t, RefreshAccount(account_id=account.id), unique_key=account.id)

        await self.accounts.db.transact(deed)

    async def _at(self, url: str, as_: str) -> Account | Status:
        found = await self.statuses.documents.anything(url, as_=as_)
        if isinstance(found, RemoteActor):
            # It was fetched from its own id just now, which proves it as well as a signature.
            return await self.accounts.keep(found)
        return await self.statuses.found(found, as_=as_)

    async def _in_time(self, fetching: Coroutine[Any, Any, T]) -> T | None:
        try:
            return await flow.timeout(flow.shield(flow.start(_or_none(fetching))), SECONDS, self.reactor)
        except TimeoutError:
            return None


async def _or_none(fetching: Coroutine[Any, Any, T]) -> T | None:
    try:
        return await fetching
    except Trouble as trouble:
        _log.debug("nothing was found: {trouble}", trouble=trouble)
        return None


def _is_up_to_date(account: Account, now: datetime) -> bool:
    has_totals = account.totals is not None and account.totals.hold(now)
    return has_totals and is_fresh(account.fetched_at, Freshness.STALE.of_accounts, now)
