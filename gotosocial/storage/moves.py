"""Moves of accounts between servers, ours and others."""

from datetime import datetime

import attrs

from gotosocial.models.move import Move
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

_NAMES = ("id", "uri", "origin_uri", "target_uri", "tried_at", "succeeded_at")
_COLUMNS = ", ".join(_NAMES)
_PUT = f"""
{insert_into("moves", _NAMES)}
ON CONFLICT (uri) DO UPDATE SET tried_at = excluded.tried_at, succeeded_at = excluded.succeeded_at"""


@attrs.frozen
class Moves:
    """One row for each Move activity."""

    querier: Querier

    async def find_by_uri(self, uri: str) -> Move | None:
        """Return the move with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"SELECT {_COLUMNS} FROM moves WHERE uri = :uri", uri=uri)
        return _move(row) if row else None

    async def latest(self, uri: str, since: datetime) -> Move | None:
        """Return the latest move since then that had the account at one of its ends, or None."""
        row = await self.querier.maybe(
            f"SELECT {_COLUMNS} FROM ("
            f" SELECT {_COLUMNS} FROM moves WHERE origin_uri = :uri AND tried_at >= :since"
            f" UNION ALL SELECT {_COLUMNS} FROM moves WHERE target_uri = :uri AND tried_at >= :since"
            ") AS ends ORDER BY tried_at DESC LIMIT 1",
            uri=uri,
            since=to_millis(since),
        )
        return _move(row) if row else None

    async def has_succeeded(self, uri: str, since: datetime) -> bool:
        """Tell whether the account moved, or was moved to, since then."""
        row = await self.querier.maybe(
            "SELECT id FROM ("
            " SELECT id, succeeded_at FROM moves WHERE origin_uri = :uri AND tried_at >= :since"
            " UNION ALL SELECT id, succeeded_at FROM moves WHERE target_uri = :uri AND tried_at >= :since"
            ") AS ends WHERE succeeded_at IS NOT NULL LIMIT 1",
            uri=uri,
            since=to_millis(since),
        )
        return row is not None

    async def put(self, move: Move) -> None:
        """Keep a move, or what became of one that is known."""
        values = {name: getattr(move, name) for name in _NAMES}
        values |= {"tried_at": to_millis(move.tried_at), "succeeded_at": maybe_to_millis(move.succeeded_at)}
        await self.querier.run(_PUT, **values)


def _move(row: Row) -> Move:
    return Move(
        id=row["id"],
        uri=row["uri"],
        origin_uri=row["origin_uri"],
        target_uri=row["target_uri"],
        tried_at=from_millis(row["tried_at"]),
        succeeded_at=maybe_from_millis(row["succeeded_at"]),
    )
