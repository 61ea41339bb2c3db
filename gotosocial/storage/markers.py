"""How far people have read their timelines."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.marker import Marker
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import from_millis, to_millis

_LISTED = "account_id, timeline, last_read_id, version, updated_at"
_PUT = f"""
INSERT INTO markers ({_LISTED}) VALUES (:account_id, :timeline, :last_read_id, 1, :updated_at)
ON CONFLICT (account_id, timeline) DO UPDATE
SET last_read_id = :last_read_id, version = markers.version + 1, updated_at = :updated_at
RETURNING {_LISTED}"""


@attrs.frozen
class Markers:
    """Markers by account and timeline."""

    querier: Querier

    async def list(self, account_id: str, timelines: Sequence[str]) -> Sequence[Marker]:
        """Return the account's markers of those timelines that have one."""
        rows = await self.querier.all(
            f"SELECT {_LISTED} FROM markers WHERE account_id = :account_id AND timeline IN :timelines",
            account_id=account_id,
            timelines=timelines,
        )
        return [_marker_from_row(row) for row in rows]

    async def put(self, account_id: str, timeline: str, last_read_id: str, now: datetime) -> Marker:
        """Set the marker, count the write and return the marker."""
        row = await self.querier.one(
            _PUT,
            account_id=account_id,
            timeline=timeline,
            last_read_id=last_read_id,
            updated_at=to_millis(now),
        )
        return _marker_from_row(row)


def _marker_from_row(row: Row) -> Marker:
    return Marker(
        account_id=row["account_id"],
        timeline=row["timeline"],
        last_read_id=row["last_read_id"],
        version=row["version"],
        updated_at=from_millis(row["updated_at"]),
    )
