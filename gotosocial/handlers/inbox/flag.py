"""Somebody elsewhere reports a local account (row I-17)."""

import attrs

from gotosocial.activitypub.activity import Flag
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.models.account import Account
from gotosocial.models.report import Report
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.text.clean_plain import clean_plain
from gotosocial.util.ulid import Ulids, time_of

LONGEST_COMMENT = 5_000
MOST_STATUSES = 100


@attrs.frozen
class FlagReceiver:
    """Stores the report for the admins: about one account here, and statuses of it."""

    senders: Senders
    ulids: Ulids

    async def receive(self, got: Received[Flag]) -> None:
        """Store it once; what is about several accounts, or about nobody here, is of no use."""
        flag = got.activity
        db = self.senders.access.db
        statuses = [
            one for one in (await db.statuses.find_by_uris(flag.object_uris)).values() if one.is_local
        ]
        target = await self._target(got, statuses)
        reporter = await self.senders.account(got)
        report = self._report(flag, reporter, target, statuses)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await t.reports.insert(report)

        await db.transact(deed)

    async def _target(self, got: Received[Flag], statuses: list[Status]) -> Account:
        """Return the local account that is named, or else the author of the statuses."""
        db = self.senders.access.db
        named = await db.accounts.find_by_uris(got.activity.object_uris)
        local = {account.id for account in named.values() if account.is_local}
        wanted = local or {status.account_id for status in statuses}
        if len(wanted) != 1:
            raise NotRelevant("the report is not about one account here")
        account = await db.accounts.get(wanted.pop())
        return await self.senders.target(got, account.uri)

    def _report(self, flag: Flag, reporter: Account, target: Account, statuses: list[Status]) -> Report:
        report_id = self.ulids.new()
        theirs = [status.id for status in statuses if status.account_id == target.id]
        return Report(
            id=report_id,
            uri=flag.uri,
            account_id=reporter.id,
            target_id=target.id,
            comment=clean_plain(flag.content[: 2 * LONGEST_COMMENT])[:LONGEST_COMMENT],
            status_ids=tuple(sorted(theirs)[:MOST_STATUSES]),
            created_at=time_of(report_id),
            updated_at=time_of(report_id),
        )
