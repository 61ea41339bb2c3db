"""The lists of blocked and allowed domains for those who use the instance, and for strangers (row J-06)."""

import attrs

from gotosocial.errors import Unauthorized
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.models.domain_permission import DomainPermission, PermissionKind
from gotosocial.models.requester import Requester, is_stranger


@attrs.frozen
class ExposedDomains:
    """Shows lists; ``to_strangers`` are those that the admin shows everybody."""

    permissions: DomainPermissions
    to_strangers: frozenset[PermissionKind]

    async def list(self, kind: PermissionKind, requester: Requester | None) -> list[DomainPermission]:
        """Return the whole list; raise Unauthorized for strangers where it is not for them."""
        if is_stranger(requester) and kind not in self.to_strangers:
            raise Unauthorized("this list needs an access token")
        return await self.permissions.list(kind)
