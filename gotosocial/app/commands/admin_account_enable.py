"""``gotosocial admin account enable``: lets a disabled user sign in again."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountEnable(AccountCommand):
    """Enables an account that was disabled."""

    words: ClassVar = ("admin", "account", "enable")
    help: ClassVar = "Let a disabled account sign in and act again."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Enable the user."""
        await administrator(instance).enable(arguments.username)
        return f"account {arguments.username} is enabled"
