"""What the commands of ``gotosocial admin deliveries`` have in common: which deliveries they are about."""

from abc import abstractmethod
from typing import ClassVar

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.instance import Instance
from gotosocial.app.opened import opened
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.deliveries.inspect import WhichDeliveries


@attrs.frozen
class DeliveryCommand(Command):
    """A command about deliveries; a server that runs hears of what it changes within a second."""

    takes: ClassVar[tuple[str, ...]] = ("delivery", "status", "destination", "state")

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Open the database, do the deed and say what was done."""
        which = WhichDeliveries(
            id=arguments.delivery,
            status=arguments.status,
            destination=arguments.destination,
            state=arguments.state,
        )
        async with opened(lay_foundations(config, self.process.reactor)) as instance:
            self.process.say(await self.decide(instance, which, arguments))
        return 0

    @abstractmethod
    async def decide(self, instance: Instance, which: WhichDeliveries, arguments: Arguments) -> str:
        """Do the deed; return the lines that say so."""
