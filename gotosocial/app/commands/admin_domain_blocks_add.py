"""``gotosocial admin domain-blocks add``: blocks another server."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.domain_block_command import DomainBlockCommand
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.models.domain_wish import DomainWish


@attrs.frozen
class AdminDomainBlocksAdd(DomainBlockCommand):
    """Blocks a domain and everything below it."""

    words: ClassVar = ("admin", "domain-blocks", "add")
    help: ClassVar = "Block another server: its accounts are suspended, what came from there is removed."
    takes: ClassVar = ("domain", "public-comment", "private-comment")
    needs: ClassVar = ("domain",)

    async def decide(self, permissions: DomainPermissions, arguments: Arguments) -> str:
        """Block the domain."""
        wish = DomainWish(
            domain=arguments.domain,
            public_comment=arguments.public_comment,
            private_comment=arguments.private_comment,
        )
        block = await permissions.add("block", wish)
        return f"{block.domain} is blocked; the server removes what came from there"
