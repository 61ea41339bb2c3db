"""``gotosocial admin account confirm``: vouches for a new user."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountConfirm(AccountCommand):
    """Approves a user and confirms the mail address."""

    words: ClassVar = ("admin", "account", "confirm")
    help: ClassVar = "Approve an account and confirm its mail address."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Confirm the user."""
        await administrator(instance).confirm(arguments.username)
        return f"account {arguments.username} is approved and its address is confirmed"
