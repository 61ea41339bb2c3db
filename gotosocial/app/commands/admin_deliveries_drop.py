"""``gotosocial admin deliveries drop``: lets what waits not be sent."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.delivery_command import DeliveryCommand
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.deliveries.decide import DeliveryDecider
from gotosocial.handlers.deliveries.inspect import WhichDeliveries


@attrs.frozen
class AdminDeliveriesDrop(DeliveryCommand):
    """Takes deliveries out of the line for good, unless they are retried by hand."""

    words: ClassVar = ("admin", "deliveries", "drop")
    help: ClassVar = "Do not send deliveries that wait; name a delivery, a status or a destination."

    async def decide(self, instance: Instance, which: WhichDeliveries, arguments: Arguments) -> str:
        """Drop; return how many those were."""
        dropped = await DeliveryDecider(instance.cellar.db, instance.base.clock).drop(which)
        return f"dropped: {dropped}"
