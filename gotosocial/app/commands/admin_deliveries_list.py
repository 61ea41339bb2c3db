"""``gotosocial admin deliveries list``: shows what is on its way to other servers, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import attrs

from gotosocial.app.commands.admin_account_list import table
from gotosocial.app.commands.delivery_command import DeliveryCommand
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.deliveries.inspect import DeliveryInspector, WhichDeliveries
from gotosocial.models.delivery import DeliveryReport, Span
from gotosocial.models.destination import FailingDestination

_HEAD = ("delivery", "state", "tries", "last try", "next try", "last answer", "inbox", "about")
_HOSTS_HEAD = ("server that does not answer", "since", "next try", "waiting", "parked", "last error")
_MOST_HOSTS = 1_000


@attrs.frozen
class AdminDeliveriesList(DeliveryCommand):
    """Prints deliveries, the servers that do not answer, and how many deliveries there are of each kind."""

    words: ClassVar = ("admin", "deliveries", "list")
    help: ClassVar = "Print what is sent to other servers: what waits, what failed and why, what arrived."
    takes: ClassVar = (*DeliveryCommand.takes, "limit")

    async def decide(self, instance: Instance, which: WhichDeliveries, arguments: Arguments) -> str:
        """Return the tables; nothing is changed."""
        inspector = DeliveryInspector(instance.cellar.db)
        reports = await inspector.page(which, Span(limit=arguments.limit))
        parts = [table([_HEAD, *map(_row, reports)])] if reports else ["no deliveries"]
        if which == WhichDeliveries():
            failing, _ = await inspector.failing("", _MOST_HOSTS)
            if failing:
                parts.append(table([_HOSTS_HEAD, *map(_host_row, failing)]))
            parts.append(_counted(await inspector.counts()))
        return "\n\n".join(parts)


def _row(report: DeliveryReport) -> tuple[str, ...]:
    return (
        str(report.id),
        report.state.value,
        str(report.attempts),
        _time(report.last_tried_at),
        _time(report.next_try_at),
        report.last_answer or "-",
        report.inbox,
        report.object_uri,
    )


def _host_row(failing: FailingDestination) -> tuple[str, ...]:
    host = failing.destination
    return (
        host.host,
        _time(host.failing_since),
        _time(host.retry_at),
        str(failing.waiting),
        "yes" if host.is_parked else "no",
        host.last_error or "-",
    )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items())


def _time(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment is not None else "-"
