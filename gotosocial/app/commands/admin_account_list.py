"""``gotosocial admin account list``: shows who lives here."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.account_command import AccountCommand, administrator
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.accounts.administer import Resident

_HEAD = ("user", "account", "approved", "admin", "moderator", "suspended", "confirmed")


@attrs.frozen
class AdminAccountList(AccountCommand):
    """Prints a table of all local accounts."""

    words: ClassVar = ("admin", "account", "list")
    help: ClassVar = "Print a table of all local accounts."
    takes: ClassVar = ()
    needs: ClassVar = ()

    async def change(self, instance: Instance, arguments: Arguments) -> str:
        """Return the table; nothing is changed."""
        residents = await administrator(instance).list()
        return table([_HEAD, *(row(resident) for resident in residents)])


def row(resident: Resident) -> tuple[str, ...]:
    """Return the cells of one account."""
    account, user = resident.account, resident.user
    marks = (
        user.is_approved,
        user.is_admin,
        user.is_moderator,
        account.suspended_at is not None,
        user.confirmed_at is not None,
    )
    return (account.username, account.id, *("yes" if mark else "no" for mark in marks))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return lines whose cells stand below each other, with tabs between them."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "\t".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in rows
    )
