"""``gotosocial admin deliveries retry``: lets what has not arrived be tried at once."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.delivery_command import DeliveryCommand
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.deliveries.decide import DeliveryDecider
from gotosocial.handlers.deliveries.inspect import WhichDeliveries


@attrs.frozen
class AdminDeliveriesRetry(DeliveryCommand):
    """Puts deliveries back into the line, and ends the waiting of their servers."""

    words: ClassVar = ("admin", "deliveries", "retry")
    help: ClassVar = (
        "Try deliveries that have not arrived again at once; name a delivery, a status or a destination."
    )

    async def decide(self, instance: Instance, which: WhichDeliveries, arguments: Arguments) -> str:
        """Retry; return how many those are."""
        retried = await DeliveryDecider(instance.cellar.db, instance.base.clock).retry(which)
        return f"tried again: {retried}"
