"""What the commands of ``gotosocial admin domain-blocks`` have in common: they work on an open database."""

from abc import abstractmethod

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.opened import opened
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.domains.permissions import DomainPermissions


@attrs.frozen
class DomainBlockCommand(Command):
    """A command about blocked domains; a server that runs hears of it within a second, and does the rest."""

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Open the database, do the deed and say what was done."""
        async with opened(lay_foundations(config, self.process.reactor)) as instance:
            addresses = instance.base.addresses
            own = frozenset({addresses.host, addresses.account_domain})
            permissions = DomainPermissions(instance.cellar.db, own, instance.base.ulids)
            self.process.say(await self.decide(permissions, arguments))
        return 0

    @abstractmethod
    async def decide(self, permissions: DomainPermissions, arguments: Arguments) -> str:
        """Do the deed; return the lines that say so."""
