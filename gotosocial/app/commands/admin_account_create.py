"""``gotosocial admin account create``: adds somebody for whom the admin vouches."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.crypto.passwords import random_password
from gotosocial.handlers.accounts.create import AccountCreator, NewUser


@attrs.frozen
class AdminAccountCreate(AccountCommand):
    """Creates an account that can be signed in to at once; makes a password where none is given."""

    words: ClassVar = ("admin", "account", "create")
    help: ClassVar = (
        "Create an account, confirmed and approved. Without --password one is made and printed once."
    )
    takes: ClassVar = ("username", "email", "password")
    needs: ClassVar = ("username", "email")

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Create the account."""
        base = instance.base
        creator = AccountCreator(
            instance.cellar.db, instance.shared.maker, base.passwords, base.ulids, base.clock
        )
        password = arguments.password or random_password()
        made = await creator.create(
            NewUser(username=arguments.username, email=arguments.email, password=password)
        )
        lines = [f"account {made.username} is there"]
        if not arguments.password:
            lines += [f"password: {password}", "It is shown only this once."]
        return "\n".join(lines)
