"""Who follows whom."""

import attrs

from gotosocial.models.follow import Follow
from gotosocial.storage.database import Querier
from gotosocial.storage.follow_rows import COLUMNS, columns_of_follow, follow_from_row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import columns_of, insert_into, update_of
from gotosocial.util.paging import Page, Slice

_LISTED = ", ".join(COLUMNS)
_BETWEEN = "account_id = :account_id AND target_id = :target_id"
_INSERT = insert_into("follows", COLUMNS)
_UPDATE = update_of("follows", ("id", "uri", "shows_reblogs", "notifies"), "id")
_FOLLOWERS = PageQuery.of(f"SELECT {_LISTED} FROM follows WHERE target_id = :target_id")
_FOLLOWING = PageQuery.of(f"SELECT {_LISTED} FROM follows WHERE account_id = :account_id")
_LOCAL_FOLLOWERS = f"""
SELECT {columns_of("f", COLUMNS)} FROM follows f JOIN accounts a ON a.id = f.account_id
WHERE f.target_id = :target_id AND f.id > :after_id AND a.domain = ''
ORDER BY f.id LIMIT :row_limit"""


@attrs.frozen
class Follows:
    """Follows that stand, by their two ends."""

    querier: Querier

    async def find(self, account_id: str, target_id: str) -> Follow | None:
        """Return the follow from one account to the other, or None."""
        row = await self.querier.maybe(
            f"SELECT {_LISTED} FROM follows WHERE {_BETWEEN}", account_id=account_id, target_id=target_id
        )
        return follow_from_row(row) if row is not None else None

    async def find_by_uri(self, uri: str) -> Follow | None:
        """Return the follow with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"SELECT {_LISTED} FROM follows WHERE uri = :uri", uri=uri)
        return follow_from_row(row) if row is not None else None

    async def insert(self, follow: Follow) -> None:
        """Add a follow; raise Duplicate where there is one already."""
        await self.querier.run(_INSERT, **columns_of_follow(follow))
        self.querier.tell("viewer", follow.account_id)

    async def update(self, follow: Follow) -> None:
        """Write the switches and the URI of a follow."""
        await self.querier.run(
            _UPDATE,
            id=follow.id,
            uri=follow.uri,
            shows_reblogs=follow.shows_reblogs,
            notifies=follow.notifies,
        )
        self.querier.tell("viewer", follow.account_id)

    async def delete(self, account_id: str, target_id: str) -> Follow | None:
        """Delete the follow and return it, or None where there was none."""
        row = await self.querier.maybe(
            f"DELETE FROM follows WHERE {_BETWEEN} RETURNING {_LISTED}",
            account_id=account_id,
            target_id=target_id,
        )
        self.querier.tell("viewer", account_id)
        return follow_from_row(row) if row is not None else None

    async def has_local_followers(self, target_id: str) -> bool:
        """Tell whether anybody here follows the account."""
        # Not as a join: SQLite would begin with all local accounts. Whoever follows is nearly always here.
        row = await self.querier.maybe(
            "SELECT f.id FROM follows f WHERE f.target_id = :target_id"
            " AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = f.account_id AND a.domain = '') LIMIT 1",
            target_id=target_id,
        )
        return row is not None

    async def page_followers(self, target_id: str, page: Page) -> Slice[Follow]:
        """Return the follows of those who follow the account, newest first."""
        return await read_page(self.querier, _FOLLOWERS, page, follow_from_row, {"target_id": target_id})

    async def page_following(self, account_id: str, page: Page) -> Slice[Follow]:
        """Return the follows of those whom the account follows, newest first."""
        return await read_page(self.querier, _FOLLOWING, page, follow_from_row, {"account_id": account_id})

    async def followers_after(self, target_id: str, after_id: str, limit: int) -> list[Follow]:
        """Return follows by local accounts with larger ids, oldest first: one step of a fan-out."""
        rows = await self.querier.all(
            _LOCAL_FOLLOWERS, target_id=target_id, after_id=after_id, row_limit=limit
        )
        return [follow_from_row(row) for row in rows]
