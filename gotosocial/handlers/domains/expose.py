"""Lists of other servers for those who use the instance, and for strangers (rows J-06, J-18)."""

import attrs

from gotosocial.errors import Unauthorized
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.models.domain_permission import DomainList, DomainPermission, PermissionKind
from gotosocial.models.requester import Requester, is_stranger


@attrs.frozen(kw_only=True)
class Peers:
    """Other servers: names of those that may talk with us, and what admins decided about others."""

    open: tuple[str, ...]
    decided: tuple[DomainPermission, ...]


@attrs.frozen
class ExposedDomains:
    """Shows lists; ``to_strangers`` are those that the admin shows everybody."""

    permissions: DomainPermissions
    policy: DomainPolicy
    to_strangers: frozenset[DomainList]

    async def list(self, kind: PermissionKind, requester: Requester | None) -> list[DomainPermission]:
        """Return the whole list; raise Unauthorized for strangers where it is not for them."""
        self._check(frozenset({kind}), requester)
        return await self.permissions.list(kind)

    async def peers(self, lists: frozenset[DomainList], requester: Requester | None) -> Peers:
        """Return what stands in these lists; raise Unauthorized for strangers where one is not for them."""
        self._check(lists, requester)
        kinds: tuple[PermissionKind, ...] = ("allow", "block")
        return Peers(
            open=await self._open() if "open" in lists else (),
            decided=tuple(
                [one for kind in kinds if kind in lists for one in await self.permissions.list(kind)]
            ),
        )

    def _check(self, lists: frozenset[DomainList], requester: Requester | None) -> None:
        if is_stranger(requester) and not lists <= self.to_strangers:
            raise Unauthorized("this list needs an access token")

    async def _open(self) -> tuple[str, ...]:
        decisions = await self.policy.permissions()
        known = await self.permissions.db.instance_counts.peers()
        return tuple(domain for domain in known if not decisions.forbid(domain))
