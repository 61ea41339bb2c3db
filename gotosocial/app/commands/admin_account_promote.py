"""``gotosocial admin account promote``: makes a user an admin."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountPromote(AccountCommand):
    """Gives the role of an admin."""

    words: ClassVar = ("admin", "account", "promote")
    help: ClassVar = "Make an account an admin and a moderator."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Promote the user."""
        await administrator(instance).promote(arguments.username)
        return f"account {arguments.username} is an admin"
