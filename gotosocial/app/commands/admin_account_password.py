"""``gotosocial admin account password``: gives a user a new password."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountPassword(AccountCommand):
    """Sets a password, and signs the user out everywhere."""

    words: ClassVar = ("admin", "account", "password")
    help: ClassVar = "Set a new password for an account, which is signed out everywhere."
    takes: ClassVar = ("username", "password")
    needs: ClassVar = ("username", "password")

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Set the password."""
        await administrator(instance).set_password(arguments.username, arguments.password)
        return f"account {arguments.username} has a new password and is signed out everywhere"
