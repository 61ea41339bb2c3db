"""``gotosocial admin account disable-2fa``: lets a locked-out user in with the password alone."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountDisable2fa(AccountCommand):
    """Removes the second factor."""

    words: ClassVar = ("admin", "account", "disable-2fa")
    help: ClassVar = "Remove the second factor of somebody who has lost it."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Remove the second factor."""
        await administrator(instance).drop_two_factor(arguments.username)
        return f"2fa disabled for account {arguments.username}"
