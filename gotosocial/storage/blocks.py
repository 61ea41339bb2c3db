"""Which accounts block which."""

import attrs

from gotosocial.models.block import Block
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis
from gotosocial.util.paging import Page, Slice

_COLUMNS = ("id", "uri", "account_id", "target_id", "created_at")
_LISTED = ", ".join(_COLUMNS)
_BETWEEN = "account_id = :account_id AND target_id = :target_id"
_INSERT = insert_into("blocks", _COLUMNS)
_PAGE = PageQuery.of(f"SELECT {_LISTED} FROM blocks WHERE account_id = :account_id")


@attrs.frozen
class Blocks:
    """Blocks by their two ends; both sides hear of a change, because both lose sight of each other."""

    querier: Querier

    async def find(self, account_id: str, target_id: str) -> Block | None:
        """Return the block of one account against the other, or None."""
        row = await self.querier.maybe(
            f"SELECT {_LISTED} FROM blocks WHERE {_BETWEEN}", account_id=account_id, target_id=target_id
        )
        return _block_from_row(row) if row is not None else None

    async def part(self, account_id: str, target_id: str) -> bool:
        """Tell whether one of the two blocks the other."""
        found = await self.querier.value(
            f"SELECT 1 FROM blocks WHERE {_BETWEEN}"
            " OR account_id = :target_id AND target_id = :account_id LIMIT 1",
            account_id=account_id,
            target_id=target_id,
        )
        return found is not None

    async def find_by_uri(self, uri: str) -> Block | None:
        """Return the block with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"SELECT {_LISTED} FROM blocks WHERE uri = :uri", uri=uri)
        return _block_from_row(row) if row is not None else None

    async def insert(self, block: Block) -> None:
        """Add a block; raise Duplicate where there is one already."""
        await self.querier.run(
            _INSERT,
            id=block.id,
            uri=block.uri,
            account_id=block.account_id,
            target_id=block.target_id,
            created_at=to_millis(block.created_at),
        )
        self._tell(block.account_id, block.target_id)

    async def delete(self, account_id: str, target_id: str) -> Block | None:
        """Delete the block and return it, or None where there was none."""
        row = await self.querier.maybe(
            f"DELETE FROM blocks WHERE {_BETWEEN} RETURNING {_LISTED}",
            account_id=account_id,
            target_id=target_id,
        )
        self._tell(account_id, target_id)
        return _block_from_row(row) if row is not None else None

    async def page(self, account_id: str, page: Page) -> Slice[Block]:
        """Return the blocks that the account has set, newest first."""
        return await read_page(self.querier, _PAGE, page, _block_from_row, {"account_id": account_id})

    def _tell(self, account_id: str, target_id: str) -> None:
        self.querier.tell("viewer", account_id)
        self.querier.tell("viewer", target_id)


def _block_from_row(row: Row) -> Block:
    return Block(
        id=row["id"],
        uri=row["uri"],
        account_id=row["account_id"],
        target_id=row["target_id"],
        created_at=from_millis(row["created_at"]),
    )
