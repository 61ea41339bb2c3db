"""Blocking and allowing domains (rows J-01 to J-05).

The row and the fact commit together; what follows happens in a job (``consequences/domain_blocked.py``).
Which facts a change brings depends on what else covers the domain: an allow ends a block where a blocklist
rules, and a block that an allow held back begins when that goes.
"""

import attrs

from gotosocial.errors import Invalid, NotFound, Refused
from gotosocial.federation.domain_policy import Permissions
from gotosocial.jobs.kinds import DomainBlocked, DomainUnblocked
from gotosocial.jobs.queue import enqueue
from gotosocial.models.domain_permission import DomainPermission, PermissionKind
from gotosocial.models.domain_wish import DomainWish
from gotosocial.storage.database import Duplicate
from gotosocial.storage.domain_permissions import DomainAllows, DomainBlocks
from gotosocial.storage.stores import Database, Shelves, Transaction
from gotosocial.util.domains import normal
from gotosocial.util.paging import Page, Slice
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen
class DomainPermissions:
    """Both lists; ``kind`` says which. ``own``: the names of this server, which nobody blocks."""

    db: Database
    own: frozenset[str]
    ulids: Ulids

    async def page(self, kind: PermissionKind, page: Page) -> Slice[DomainPermission]:
        """Return a part of the list, newest first."""
        return await shelf_of(self.db, kind).page(page)

    async def list(self, kind: PermissionKind) -> list[DomainPermission]:
        """Return the whole list in the order of the names."""
        return await shelf_of(self.db, kind).list()

    async def get(self, kind: PermissionKind, permission_id: str) -> DomainPermission:
        """Return one; raise NotFound where there is none."""
        found = await shelf_of(self.db, kind).find(permission_id)
        if found is None:
            raise NotFound(f"there is no such domain {kind}")
        return found

    async def get_by_domain(self, kind: PermissionKind, domain: str) -> DomainPermission:
        """Return the one of exactly this domain; raise NotFound, or Invalid for what is no domain."""
        found = await shelf_of(self.db, kind).find_by_domain(read_domain(domain))
        if found is None:
            raise NotFound(f"there is no {kind} of {domain}")
        return found

    async def add(self, kind: PermissionKind, wish: DomainWish, *, by: str = "") -> DomainPermission:
        """Block or allow a domain; ``by`` is the id of the admin's account.

        Where that was done already the row stays as it is, and what follows from it happens again. Raises
        Invalid for what is no domain, Refused for our own.
        """
        domain = read_domain(wish.domain)
        if domain in self.own:
            raise Refused("this is the domain of your own server")
        permission_id = self.ulids.new()
        fresh = DomainPermission(
            id=permission_id,
            kind=kind,
            domain=domain,
            created_by=by,
            public_comment=wish.public_comment or "",
            private_comment=wish.private_comment or "",
            is_obfuscated=bool(wish.is_obfuscated),
            created_at=time_of(permission_id),
        )

        async def deed(t: Transaction) -> DomainPermission:
            shelf = shelf_of(t, kind)
            known = await shelf.find_by_domain(domain)
            if known is None:
                await shelf.insert(fresh)
            permission = known or fresh
            await self._follow(t, kind, permission, is_there=True)
            return permission

        try:
            return await self.db.transact(deed)
        except Duplicate:
            # Somebody else did the same at the same time and was first.
            return await self.db.transact(deed)

    async def change(self, kind: PermissionKind, permission_id: str, wish: DomainWish) -> DomainPermission:
        """Change the comments and whether the name is hidden; raise NotFound where there is none."""

        async def deed(t: Transaction) -> DomainPermission:
            found = await shelf_of(t, kind).find(permission_id)
            if found is None:
                raise NotFound(f"there is no such domain {kind}")
            changed = _changed(found, wish)
            await shelf_of(t, kind).update(changed)
            return changed

        return await self.db.transact(deed)

    async def remove(self, kind: PermissionKind, permission_id: str) -> DomainPermission:
        """Take a block or an allow away and return it; raise NotFound where there is none."""

        async def deed(t: Transaction) -> DomainPermission:
            found = await shelf_of(t, kind).find(permission_id)
            if found is None:
                raise NotFound(f"there is no such domain {kind}")
            await shelf_of(t, kind).delete(permission_id)
            await self._follow(t, kind, found, is_there=False)
            return found

        return await self.db.transact(deed)

    async def _follow(
        self, t: Transaction, kind: PermissionKind, permission: DomainPermission, *, is_there: bool
    ) -> None:
        """Record what follows from a permission that was set, or taken away."""
        domain = permission.domain
        if kind == "block":
            block_id, is_shut = permission.id, is_there
        else:
            blocks = await t.domain_blocks.list_domains()
            block_id = Permissions(blocks=blocks, allows={}, is_allowlist=False).block_of(domain)
            is_shut = not is_there
        if not block_id:
            return
        if is_shut:
            shut = DomainBlocked(domain=domain, block_id=block_id)
            await enqueue(t, shut, unique_key=f"{domain} {block_id}")
        else:
            opened = DomainUnblocked(domain=domain, block_id=block_id)
            await enqueue(t, opened, unique_key=f"{domain} {block_id}")


def _changed(found: DomainPermission, wish: DomainWish) -> DomainPermission:
    public, private, is_obfuscated = wish.public_comment, wish.private_comment, wish.is_obfuscated
    return attrs.evolve(
        found,
        public_comment=found.public_comment if public is None else public,
        private_comment=found.private_comment if private is None else private,
        is_obfuscated=found.is_obfuscated if is_obfuscated is None else is_obfuscated,
    )


def shelf_of(shelves: Shelves, kind: PermissionKind) -> DomainBlocks | DomainAllows:
    """Return where permissions of the kind are kept."""
    return shelves.domain_blocks if kind == "block" else shelves.domain_allows


def read_domain(text: str) -> str:
    """Return what an admin wrote as a normal domain; raise Invalid where it is none.

    The port that everybody has is left out, as it is from every address: a block of it would mean nobody.
    """
    try:
        return normal(text).removesuffix(":443")
    except ValueError as error:
        raise Invalid("domain must be the name of a server, such as example.org") from error
