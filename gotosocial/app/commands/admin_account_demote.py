"""``gotosocial admin account demote``: makes an admin a user like others."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class AdminAccountDemote(AccountCommand):
    """Takes the roles of admin and moderator."""

    words: ClassVar = ("admin", "account", "demote")
    help: ClassVar = "Take the roles of admin and moderator from an account."

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Demote the user."""
        await administrator(instance).demote(arguments.username)
        return f"account {arguments.username} is neither admin nor moderator"
