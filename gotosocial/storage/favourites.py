"""Favourites: who likes which status."""

import attrs

from gotosocial.models.mark import Mark
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis
from gotosocial.util.paging import Page, Slice

_NAMES = (
    *("id", "uri", "account_id", "status_id", "target_id"),
    *("is_pending", "approved_by_uri", "created_at"),
)
_COLUMNS = ", ".join(_NAMES)
_INSERT = insert_into("favourites", _NAMES)
_BY_ACCOUNT = PageQuery.within("account_id", f"SELECT {_COLUMNS} FROM favourites WHERE")
_BY_STATUS = PageQuery.within("status_id", f"SELECT {_COLUMNS} FROM favourites WHERE NOT is_pending")


@attrs.frozen
class Favourites:
    """One favourite for each account and status."""

    querier: Querier

    async def find(self, account_id: str, status_id: str) -> Mark | None:
        """Return the account's favourite of the status, or None."""
        row = await self.querier.maybe(
            f"SELECT {_COLUMNS} FROM favourites WHERE account_id = :account_id AND status_id = :status_id",
            account_id=account_id,
            status_id=status_id,
        )
        return _mark(row) if row else None

    async def find_by_uri(self, uri: str) -> Mark | None:
        """Return the favourite with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"SELECT {_COLUMNS} FROM favourites WHERE uri = :uri", uri=uri)
        return _mark(row) if row else None

    async def insert(self, mark: Mark) -> None:
        """Add a favourite; raise Duplicate where the account has one for the status."""
        values = {name: getattr(mark, name) for name in _NAMES}
        await self.querier.run(_INSERT, **{**values, "created_at": to_millis(mark.created_at)})
        self.querier.tell("marks", f"{mark.account_id}:{mark.status_id}")

    async def approve(self, mark_id: str, approved_by_uri: str) -> bool:
        """Let a favourite count that waited for approval; return False where it did not wait."""
        changed = await self.querier.run(
            "UPDATE favourites SET is_pending = FALSE, approved_by_uri = :approved_by_uri"
            " WHERE id = :id AND is_pending",
            id=mark_id,
            approved_by_uri=approved_by_uri,
        )
        return changed > 0

    async def rename(self, mark_id: str, uri: str) -> None:
        """Let a favourite have another ActivityPub id, where no other one has that."""
        await self.querier.run(
            "UPDATE favourites SET uri = :uri"
            " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM favourites f WHERE f.uri = :uri)",
            id=mark_id,
            uri=uri,
        )

    async def delete(self, account_id: str, status_id: str) -> Mark | None:
        """Remove the account's favourite of the status and return it; None where there was none."""
        row = await self.querier.maybe(
            "DELETE FROM favourites WHERE account_id = :account_id AND status_id = :status_id"
            f" RETURNING {_COLUMNS}",
            account_id=account_id,
            status_id=status_id,
        )
        self.querier.tell("marks", f"{account_id}:{status_id}")
        return _mark(row) if row else None

    async def page_by_account(self, account_id: str, page: Page) -> Slice[Mark]:
        """Return what the account likes, the latest favourite first."""
        return await read_page(self.querier, _BY_ACCOUNT, page, _mark, {"account_id": account_id})

    async def page_by_status(self, status_id: str, page: Page) -> Slice[Mark]:
        """Return who likes the status, the latest first; what waits for approval is left out."""
        return await read_page(self.querier, _BY_STATUS, page, _mark, {"status_id": status_id})


def _mark(row: Row) -> Mark:
    return Mark(
        id=row["id"],
        uri=row["uri"],
        account_id=row["account_id"],
        status_id=row["status_id"],
        target_id=row["target_id"],
        is_pending=bool(row["is_pending"]),
        approved_by_uri=row["approved_by_uri"],
        created_at=from_millis(row["created_at"]),
    )
