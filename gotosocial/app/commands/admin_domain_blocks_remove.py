"""``gotosocial admin domain-blocks remove``: lets another server in again."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.domain_block_command import DomainBlockCommand
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.domains.permissions import DomainPermissions


@attrs.frozen
class AdminDomainBlocksRemove(DomainBlockCommand):
    """Takes a block away; what it removed does not come back."""

    words: ClassVar = ("admin", "domain-blocks", "remove")
    help: ClassVar = "Let a blocked server in again; what the block removed does not come back."
    takes: ClassVar = ("domain",)
    needs: ClassVar = ("domain",)

    async def decide(self, permissions: DomainPermissions, arguments: Arguments) -> str:
        """Take the block away."""
        block = await permissions.get_by_domain("block", arguments.domain)
        await permissions.remove("block", block.id)
        return f"{block.domain} is not blocked any more"
