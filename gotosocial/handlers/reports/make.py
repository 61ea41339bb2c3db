"""Reporting an account to the admins here, and, where wanted, to those of its own server (row U-08)."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import Invalid
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.telling.reports import ReportTeller
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.report import Report
from gotosocial.models.requester import Requester
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.ulid import Ulids, time_of

LONGEST_COMMENT = 1000
MOST_STATUSES = 100


@attrs.frozen(kw_only=True)
class Complaint:
    """What somebody says about an account; ``forward``: its own server is told too."""

    target_id: str
    status_ids: Sequence[str] = ()
    rule_ids: Sequence[str] = ()
    comment: str = ""
    forward: bool = False


@attrs.frozen
class ReportMaker:
    """Stores reports of local accounts."""

    access: Access
    teller: ReportTeller
    addresses: Addresses
    ulids: Ulids

    async def make(self, requester: Requester, complaint: Complaint) -> Report:
        """Store the report and return it; raise Invalid for what makes no sense."""
        account = await self.access.own_account(requester)
        target = await self.access.find_account(complaint.target_id)
        if target is None or target.id == account.id:
            raise Invalid("account_id names no account that can be reported")
        if len(complaint.comment) > LONGEST_COMMENT:
            raise Invalid(f"a comment has at most {LONGEST_COMMENT} characters")
        statuses = await self._statuses(complaint, target)
        is_forwarded = complaint.forward and not target.is_local
        report = self._report(account, target, complaint, is_forwarded=is_forwarded)
        uris = [status.uri for status in statuses]

        async def deed(t: Transaction) -> None:
            await t.reports.insert(report)
            if is_forwarded:
                await self.teller.forwarded(t, report, target, uris)

        await self.access.db.transact(deed)
        return report

    async def _statuses(self, complaint: Complaint, target: Account) -> list[Status]:
        if len(complaint.status_ids) > MOST_STATUSES:
            raise Invalid(f"a report names at most {MOST_STATUSES} statuses")
        found = await self.access.statuses(complaint.status_ids)
        for status_id in complaint.status_ids:
            status = found.get(status_id)
            if status is None or status.account_id != target.id:
                raise Invalid(f"status {status_id} is not by the reported account")
        return [found[status_id] for status_id in complaint.status_ids]

    def _report(
        self, account: Account, target: Account, complaint: Complaint, *, is_forwarded: bool
    ) -> Report:
        report_id = self.ulids.new()
        return Report(
            id=report_id,
            uri=self.addresses.report(report_id),
            account_id=account.id,
            target_id=target.id,
            comment=complaint.comment,
            status_ids=tuple(complaint.status_ids),
            rule_ids=tuple(complaint.rule_ids),
            is_forwarded=is_forwarded,
            created_at=time_of(report_id),
            updated_at=time_of(report_id),
        )
