"""What the admins decided about other domains: blocks and allows, two tables of the same shape."""

from typing import ClassVar

import attrs

from gotosocial.models.domain_permission import DomainPermission, PermissionKind
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis
from gotosocial.util.paging import Page, Slice

_COLUMNS = ("id", "domain", "created_by", "public_comment", "private_comment", "is_obfuscated", "created_at")
_LISTED = ", ".join(_COLUMNS)


@attrs.frozen
class _Permissions:
    """One of the two tables; a change is told on the topic ``domains``, because it concerns everybody."""

    querier: Querier
    kind: ClassVar[PermissionKind]
    table: ClassVar[str]

    async def find(self, permission_id: str) -> DomainPermission | None:
        """Return the permission with the id, or None."""
        return await self._find("id = :value", permission_id)

    async def find_by_domain(self, domain: str) -> DomainPermission | None:
        """Return the permission of exactly this domain, or None."""
        return await self._find("domain = :value", domain)

    async def list_domains(self) -> dict[str, str]:
        """Return the ids of all permissions by their domains."""
        rows = await self.querier.scan(f"SELECT id, domain FROM {self.table}")
        return {row["domain"]: row["id"] for row in rows}

    async def list(self) -> list[DomainPermission]:
        """Return all permissions in the order of their domains."""
        rows = await self.querier.scan(f"SELECT {_LISTED} FROM {self.table} ORDER BY domain")
        return [self._read(row) for row in rows]

    async def page(self, page: Page) -> Slice[DomainPermission]:
        """Return permissions, newest first."""
        query = PageQuery.of(f"SELECT {_LISTED} FROM {self.table} WHERE TRUE")
        return await read_page(self.querier, query, page, self._read, {})

    async def insert(self, permission: DomainPermission) -> None:
        """Add a permission; raise Duplicate where the domain has one of this kind."""
        await self.querier.run(
            insert_into(self.table, _COLUMNS),
            id=permission.id,
            domain=permission.domain,
            created_by=permission.created_by,
            public_comment=permission.public_comment,
            private_comment=permission.private_comment,
            is_obfuscated=permission.is_obfuscated,
            created_at=to_millis(permission.created_at),
        )
        self.querier.tell("domains", permission.domain)

    async def update(self, permission: DomainPermission) -> None:
        """Write the comments and whether the domain is obfuscated."""
        await self.querier.run(
            f"UPDATE {self.table} SET public_comment = :public_comment, private_comment = :private_comment,"
            " is_obfuscated = :is_obfuscated WHERE id = :id",
            id=permission.id,
            public_comment=permission.public_comment,
            private_comment=permission.private_comment,
            is_obfuscated=permission.is_obfuscated,
        )
        self.querier.tell("domains", permission.domain)

    async def delete(self, permission_id: str) -> None:
        """Delete a permission."""
        await self.querier.run(f"DELETE FROM {self.table} WHERE id = :id", id=permission_id)
        self.querier.tell("domains", "")

    async def _find(self, condition: str, value: str) -> DomainPermission | None:
        row = await self.querier.maybe(f"SELECT {_LISTED} FROM {self.table} WHERE {condition}", value=value)
        return self._read(row) if row is not None else None

    def _read(self, row: Row) -> DomainPermission:
        return DomainPermission(
            id=row["id"],
            kind=self.kind,
            domain=row["domain"],
            created_by=row["created_by"],
            public_comment=row["public_comment"],
            private_comment=row["private_comment"],
            is_obfuscated=bool(row["is_obfuscated"]),
            created_at=from_millis(row["created_at"]),
        )


class DomainBlocks(_Permissions):
    """Domains that may not talk with us."""

    kind: ClassVar[PermissionKind] = "block"
    table: ClassVar[str] = "domain_blocks"


class DomainAllows(_Permissions):
    """Domains that may talk with us whatever else is said."""

    kind: ClassVar[PermissionKind] = "allow"
    table: ClassVar[str] = "domain_allows"
