"""What the commands of ``gotosocial admin account`` have in common: they work on an open database."""

from abc import abstractmethod
from typing import ClassVar

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.instance import Instance
from gotosocial.app.opened import opened
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.accounts.administer import UserAdministrator


@attrs.frozen
class AccountCommand(Command):
    """A command about one local user, whose deed is ``change``."""

    takes: ClassVar[tuple[str, ...]] = ("username",)
    needs: ClassVar[tuple[str, ...]] = ("username",)

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Open the database, do the deed and say what was done."""
        async with opened(lay_foundations(config, self.process.reactor)) as instance:
            self.process.say(await self.change(instance, arguments))
        return 0

    @abstractmethod
    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Do the deed; return the line that says so."""


def administrator(instance: Instance) -> UserAdministrator:
    """Return the one who does these deeds on the instance."""
    return UserAdministrator(instance.cellar.db, instance.base.passwords, instance.base.clock)
