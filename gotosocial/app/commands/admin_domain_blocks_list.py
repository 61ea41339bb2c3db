"""``gotosocial admin domain-blocks list``: shows which servers are blocked."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.admin_account_list import table
from gotosocial.app.commands.domain_block_command import DomainBlockCommand
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.models.domain_permission import DomainPermission

_HEAD = ("domain", "since", "public comment", "private comment")


@attrs.frozen
class AdminDomainBlocksList(DomainBlockCommand):
    """Prints a table of all blocked domains."""

    words: ClassVar = ("admin", "domain-blocks", "list")
    help: ClassVar = "Print a table of all blocked servers."

    async def decide(self, permissions: DomainPermissions, arguments: Arguments) -> str:
        """Return the table; nothing is changed."""
        return table([_HEAD, *(_row(block) for block in await permissions.list("block"))])


def _row(block: DomainPermission) -> tuple[str, ...]:
    comments = (block.public_comment, block.private_comment)
    return (block.domain, f"{block.created_at:%Y-%m-%d}", *(" ".join(one.split()) for one in comments))
