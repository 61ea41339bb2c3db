"""``gotosocial admin account disable``: keeps a user from signing in."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountDisable(AccountCommand):
    """Disables an account; nothing of it is deleted."""

    words: ClassVar = ("admin", "account", "disable")
    help: ClassVar = "Keep an account from signing in and from acting; nothing is deleted."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Disable the user."""
        await administrator(instance).disable(arguments.username)
        return f"account {arguments.username} is disabled"
