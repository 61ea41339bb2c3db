"""The OAuth applications that people use this server with."""

from collections.abc import Sequence
from typing import Any

import attrs
import orjson

from gotosocial.models.application import Application
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis

_COLUMNS = (
    *("id", "name", "website", "redirect_uris", "client_id", "client_secret", "scopes"),
    *("created_at", "user_id"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM applications"
_INSERT = insert_into("applications", _COLUMNS)


@attrs.frozen
class Applications:
    """Applications by id and client id."""

    querier: Querier

    async def get(self, application_id: str) -> Application:
        """Return the application; raise NotFound where there is none."""
        return _application_from_row(await self.querier.one(f"{_SELECT} WHERE id = :id", id=application_id))

    async def get_many(self, ids: Sequence[str]) -> dict[str, Application]:
        """Return by id those applications that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE id IN :ids", ids=ids)
        return {row["id"]: _application_from_row(row) for row in rows}

    async def find_by_client_id(self, client_id: str) -> Application | None:
        """Return the application with the client id, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE client_id = :client_id", client_id=client_id)
        return _application_from_row(row) if row is not None else None

    async def insert(self, application: Application) -> None:
        """Add an application."""
        await self.querier.run(_INSERT, **_columns_of_application(application))


def _columns_of_application(application: Application) -> dict[str, Any]:
    values = {column: getattr(application, column) for column in _COLUMNS}
    values.update(
        redirect_uris=orjson.dumps(application.redirect_uris).decode(),
        scopes=" ".join(sorted(application.scopes)),
        created_at=to_millis(application.created_at),
    )
    return values


def _application_from_row(row: Row) -> Application:
    return Application(
        id=row["id"],
        name=row["name"],
        website=row["website"],
        redirect_uris=tuple(orjson.loads(row["redirect_uris"])),
        client_id=row["client_id"],
        client_secret=row["client_secret"],
        scopes=frozenset(row["scopes"].split()),
        created_at=from_millis(row["created_at"]),
        user_id=row["user_id"],
    )
