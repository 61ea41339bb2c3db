"""Activities of local accounts that are on their way to other servers; each is kept once."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.delivery import OutgoingActivity
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis

_COLUMNS = ("id", "uri", "object_uri", "signer_id", "body", "made_at")
_INSERT = insert_into("outgoing_activities", _COLUMNS)
_PRUNE = """
DELETE FROM outgoing_activities WHERE id IN (
  SELECT a.id FROM outgoing_activities a
  WHERE a.made_at < :before AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.activity_id = a.id)
  ORDER BY a.made_at LIMIT :row_limit)"""


@attrs.frozen
class OutgoingActivities:
    """Activities by their ids."""

    querier: Querier

    def add(self, activity: OutgoingActivity) -> None:
        """Add an activity; written with the COMMIT at the latest."""
        self.querier.later(
            _INSERT,
            id=activity.id,
            uri=activity.uri,
            object_uri=activity.object_uri,
            signer_id=activity.signer_id,
            body=activity.body,
            made_at=to_millis(activity.made_at),
        )

    async def get_many(self, ids: Sequence[str]) -> dict[str, OutgoingActivity]:
        """Return by id those activities that exist."""
        rows = await self.querier.all(
            f"SELECT {', '.join(_COLUMNS)} FROM outgoing_activities WHERE id IN :ids", ids=ids
        )
        return {row["id"]: _activity(row) for row in rows}

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete up to so many activities without deliveries that were made before then; return how many."""
        return await self.querier.run(_PRUNE, before=to_millis(before), row_limit=limit)


def _activity(row: Row) -> OutgoingActivity:
    return OutgoingActivity(
        id=row["id"],
        uri=row["uri"],
        object_uri=row["object_uri"],
        signer_id=row["signer_id"],
        body=row["body"],
        made_at=from_millis(row["made_at"]),
    )
