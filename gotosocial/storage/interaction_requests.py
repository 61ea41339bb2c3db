"""Interactions that needed somebody's word: those that wait for it, and what was decided about others."""

from typing import Any

import attrs

from gotosocial.models.interaction_request import InteractionKind, InteractionRequest
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis
from gotosocial.util.paging import Page, Slice

_NAMES = (
    *("id", "kind", "status_id", "target_id", "account_id", "interaction_uri", "request_uri", "created_at"),
    *("accepted_at", "rejected_at", "response_uri", "authorization_uri"),
)
_COLUMNS = ", ".join(_NAMES)
_SELECT = f"SELECT {_COLUMNS} FROM interaction_requests"
_INSERT = f"{insert_into('interaction_requests', _NAMES)} ON CONFLICT (interaction_uri) DO NOTHING"
_PUT = f"""
{insert_into("interaction_requests", _NAMES)}
ON CONFLICT (interaction_uri) DO UPDATE SET accepted_at = excluded.accepted_at,
rejected_at = excluded.rejected_at, response_uri = excluded.response_uri,
authorization_uri = excluded.authorization_uri"""
_DECIDE = """
UPDATE interaction_requests SET accepted_at = :accepted_at, rejected_at = :rejected_at,
response_uri = :response_uri, authorization_uri = :authorization_uri
WHERE id = :id AND accepted_at IS NULL AND rejected_at IS NULL"""
_WAITING = PageQuery.within(
    "target_id", f"{_SELECT} WHERE accepted_at IS NULL AND rejected_at IS NULL AND kind IN :kinds"
)
_WAITING_FOR_STATUS = PageQuery.within(
    "target_id",
    f"{_SELECT} WHERE accepted_at IS NULL AND rejected_at IS NULL AND kind IN :kinds"
    " AND status_id = :status_id",
)
KINDS: tuple[InteractionKind, ...] = ("favourite", "reply", "reblog")


@attrs.frozen
class InteractionRequests:
    """One request for each interaction, by its own id and by the URI of the interaction."""

    querier: Querier

    async def get(self, request_id: str) -> InteractionRequest:
        """Return the request; raise NotFound where there is none."""
        return _request(await self.querier.one(f"{_SELECT} WHERE id = :id", id=request_id))

    async def find(self, request_id: str) -> InteractionRequest | None:
        """Return the request, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=request_id)
        return _request(row) if row else None

    async def find_by_interaction(self, uri: str) -> InteractionRequest | None:
        """Return the request about the interaction with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE interaction_uri = :uri", uri=uri)
        return _request(row) if row else None

    async def insert(self, request: InteractionRequest) -> bool:
        """Add a request; return False where there is one about the interaction already."""
        return await self.querier.run(_INSERT, **_values(request)) > 0

    async def put(self, request: InteractionRequest) -> None:
        """Keep what was decided about an interaction, also where nobody has heard of it before."""
        await self.querier.run(_PUT, **_values(request))

    async def decide(self, request: InteractionRequest) -> bool:
        """Write the decision; return False where somebody has decided before."""
        changed = await self.querier.run(
            _DECIDE,
            id=request.id,
            accepted_at=maybe_to_millis(request.accepted_at),
            rejected_at=maybe_to_millis(request.rejected_at),
            response_uri=request.response_uri,
            authorization_uri=request.authorization_uri,
        )
        return changed > 0

    async def delete_by_interaction(self, uri: str) -> None:
        """Forget the request about an interaction that was taken back, unless it was refused."""
        await self.querier.run(
            "DELETE FROM interaction_requests WHERE interaction_uri = :uri AND rejected_at IS NULL", uri=uri
        )

    async def page_waiting(
        self,
        target_id: str,
        page: Page,
        *,
        kinds: tuple[InteractionKind, ...] = KINDS,
        status_id: str = "",
    ) -> Slice[InteractionRequest]:
        """Return what waits for the account's decision, newest first; of these kinds, about one status."""
        parameters: dict[str, Any] = {"target_id": target_id, "kinds": list(kinds)}
        if status_id:
            parameters["status_id"] = status_id
        query = _WAITING_FOR_STATUS if status_id else _WAITING
        return await read_page(self.querier, query, page, _request, parameters)


def _values(request: InteractionRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in _NAMES} | {
        "created_at": to_millis(request.created_at),
        "accepted_at": maybe_to_millis(request.accepted_at),
        "rejected_at": maybe_to_millis(request.rejected_at),
    }


def _request(row: Row) -> InteractionRequest:
    return InteractionRequest(
        id=row["id"],
        kind=row["kind"],
        status_id=row["status_id"],
        target_id=row["target_id"],
        account_id=row["account_id"],
        interaction_uri=row["interaction_uri"],
        request_uri=row["request_uri"],
        created_at=from_millis(row["created_at"]),
        accepted_at=maybe_from_millis(row["accepted_at"]),
        rejected_at=maybe_from_millis(row["rejected_at"]),
        response_uri=row["response_uri"],
        authorization_uri=row["authorization_uri"],
    )
