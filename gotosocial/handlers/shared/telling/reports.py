"""Telling another server about a report, without saying who made it (row U-08)."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.write.flag import write_flag
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.report import Report
from gotosocial.storage.stores import Transaction


@attrs.frozen
class ReportTeller:
    """The instance itself reports."""

    messenger: Messenger
    addresses: Addresses

    async def forwarded(
        self, t: Transaction, report: Report, target: Account, status_uris: Sequence[str]
    ) -> None:
        """Tell the server of a remote account what is said about it."""
        instance = await t.accounts.find_by_uri(self.addresses.instance_actor)
        if instance is None:
            return
        flag = write_flag(report.uri, instance.uri, target, status_uris, report.comment)
        await self.messenger.send(t, flag, by=instance, to=(target,), about=report.uri)
