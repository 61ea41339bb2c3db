"""Requests to follow that wait for an answer."""

from datetime import datetime

import attrs

from gotosocial.models.follow import Follow, Unanswered
from gotosocial.storage.database import Querier
from gotosocial.storage.follow_rows import COLUMNS, columns_of_follow, follow_from_row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import maybe_to_millis, to_millis
from gotosocial.util.paging import Page, Slice

_LISTED = ", ".join(COLUMNS)
_BETWEEN = "account_id = :account_id AND target_id = :target_id"
_INSERT = insert_into("follow_requests", COLUMNS)
_UPDATE = update_of("follow_requests", ("id", "uri", "shows_reblogs", "notifies"), "id")
_INCOMING = PageQuery.of(f"SELECT {_LISTED} FROM follow_requests WHERE target_id = :target_id")
_OUTGOING = PageQuery.of(f"SELECT {_LISTED} FROM follow_requests WHERE account_id = :account_id")


@attrs.frozen
class FollowRequests:
    """Waiting requests by their two ends; an accepted one becomes a follow with the same id."""

    querier: Querier

    async def find(self, account_id: str, target_id: str) -> Follow | None:
        """Return the request of one account to the other, or None."""
        row = await self.querier.maybe(
            f"SELECT {_LISTED} FROM follow_requests WHERE {_BETWEEN}",
            account_id=account_id,
            target_id=target_id,
        )
        return follow_from_row(row) if row is not None else None

    async def find_by_uri(self, uri: str) -> Follow | None:
        """Return the request with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"SELECT {_LISTED} FROM follow_requests WHERE uri = :uri", uri=uri)
        return follow_from_row(row) if row is not None else None

    async def insert(self, request: Follow) -> None:
        """Add a request; raise Duplicate where there is one already."""
        await self.querier.run(_INSERT, **columns_of_follow(request))
        self._tell(request.account_id, request.target_id)

    async def update(self, request: Follow) -> None:
        """Write the switches and the URI of a request."""
        await self.querier.run(
            _UPDATE,
            id=request.id,
            uri=request.uri,
            shows_reblogs=request.shows_reblogs,
            notifies=request.notifies,
        )
        self._tell(request.account_id, request.target_id)

    async def delete(self, account_id: str, target_id: str) -> Follow | None:
        """Delete the request and return it, or None where there was none."""
        row = await self.querier.maybe(
            f"DELETE FROM follow_requests WHERE {_BETWEEN} RETURNING {_LISTED}",
            account_id=account_id,
            target_id=target_id,
        )
        self._tell(account_id, target_id)
        return follow_from_row(row) if row is not None else None

    async def ask_again(self, request_id: str, at: datetime | None, times_asked: int) -> None:
        """Note when the other server is asked again (None: never), and how often it was asked again."""
        await self.querier.run(
            "UPDATE follow_requests SET ask_at = :ask_at, times_asked = :times_asked WHERE id = :id",
            id=request_id,
            ask_at=maybe_to_millis(at),
            times_asked=times_asked,
        )

    async def unanswered(self, now: datetime, limit: int) -> list[Unanswered]:
        """Return requests whose time to be sent again has come, those first that wait longest."""
        rows = await self.querier.all(
            f"SELECT {_LISTED}, times_asked FROM follow_requests WHERE ask_at IS NOT NULL AND ask_at <= :now"
            " ORDER BY ask_at LIMIT :row_limit",
            now=to_millis(now),
            row_limit=limit,
        )
        return [Unanswered(request=follow_from_row(row), times_asked=row["times_asked"]) for row in rows]

    async def page_incoming(self, target_id: str, page: Page) -> Slice[Follow]:
        """Return the requests that wait for the account's answer, newest first."""
        return await read_page(self.querier, _INCOMING, page, follow_from_row, {"target_id": target_id})

    async def page_outgoing(self, account_id: str, page: Page) -> Slice[Follow]:
        """Return the requests that the account has made, newest first."""
        return await read_page(self.querier, _OUTGOING, page, follow_from_row, {"account_id": account_id})

    async def count_incoming(self, target_id: str) -> int:
        """Return how many requests wait for the account's answer."""
        count = await self.querier.value(
            "SELECT COUNT(*) FROM follow_requests WHERE target_id = :target_id", target_id=target_id
        )
        return int(count)

    def _tell(self, account_id: str, target_id: str) -> None:
        self.querier.tell("viewer", account_id)
        self.querier.tell("viewer", target_id)
