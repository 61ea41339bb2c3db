"""How the hosts that we send to stand; who was never away may have no row.

The bus carries ``destination`` with the host as its key when one begins to fail, fails again or is well.
"""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.destination import Destination, FailingDestination
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import maybe_from_millis, maybe_to_millis, to_millis

TOPIC = "destination"
_COLUMNS = "host, failing_since, retry_at, failures, is_parked, last_ok_at, last_error"
_FAILED = """
INSERT INTO destinations (host, failing_since, retry_at, failures, is_parked, last_error)
VALUES (:host, :failing_since, :retry_at, :failures, :is_parked, :last_error)
ON CONFLICT (host) DO UPDATE SET failing_since = excluded.failing_since, retry_at = excluded.retry_at,
  failures = excluded.failures, is_parked = excluded.is_parked, last_error = excluded.last_error"""
_WELL = """
INSERT INTO destinations (host, last_ok_at) VALUES (:host, :now)
ON CONFLICT (host) DO UPDATE SET failing_since = NULL, retry_at = 0, failures = 0, is_parked = FALSE,
  last_ok_at = excluded.last_ok_at"""
_RESUME = """
UPDATE destinations SET failing_since = NULL, retry_at = 0, failures = 0, is_parked = FALSE
WHERE host = :host AND failing_since IS NOT NULL"""
_NOTE = """
INSERT INTO destinations (host, last_error) VALUES (:host, :note)
ON CONFLICT (host) DO UPDATE SET last_error = excluded.last_error"""
_PAGE = f"""
SELECT {_COLUMNS}, (
  SELECT COUNT(*) FROM deliveries d WHERE d.destination = host AND d.state = 'waiting') AS waiting
FROM destinations WHERE failing_since IS NOT NULL AND host > :after ORDER BY host LIMIT :row_limit"""
_MOST_ERROR = 500


@attrs.frozen
class Destinations:
    """Remote hosts by name."""

    querier: Querier

    async def get_many(self, hosts: Sequence[str]) -> dict[str, Destination]:
        """Return by name those hosts of which something is known."""
        rows = await self.querier.all(
            f"SELECT {_COLUMNS} FROM destinations WHERE host IN :hosts", hosts=hosts
        )
        return {row["host"]: _destination(row) for row in rows}

    async def list_failing(self) -> list[Destination]:
        """Return every host that does not answer."""
        rows = await self.querier.scan(
            f"SELECT {_COLUMNS} FROM destinations WHERE failing_since IS NOT NULL ORDER BY host"
        )
        return [_destination(row) for row in rows]

    async def page_failing(self, after: str, limit: int) -> list[FailingDestination]:
        """Return hosts that do not answer, by name, with how much waits for each."""
        rows = await self.querier.scan(_PAGE, after=after, row_limit=limit)
        return [FailingDestination(destination=_destination(row), waiting=row["waiting"]) for row in rows]

    async def failed(self, destination: Destination) -> None:
        """Keep that the host does not answer, and when it is tried again."""
        await self.querier.run(
            _FAILED,
            host=destination.host,
            failing_since=maybe_to_millis(destination.failing_since),
            retry_at=maybe_to_millis(destination.retry_at) or 0,
            failures=destination.failures,
            is_parked=destination.is_parked,
            last_error=destination.last_error[:_MOST_ERROR],
        )
        self.querier.tell(TOPIC, destination.host)

    async def well(self, host: str, now: datetime, *, was_failing: bool) -> None:
        """Keep that the host took something."""
        await self.querier.run(_WELL, host=host, now=to_millis(now))
        if was_failing:
            self.querier.tell(TOPIC, host)

    async def resume(self, host: str) -> bool:
        """Forget that the host failed, so that it is tried at once; return whether it did."""
        resumed = await self.querier.run(_RESUME, host=host) > 0
        if resumed:
            self.querier.tell(TOPIC, host)
        return resumed

    async def note(self, host: str, note: str) -> None:
        """Keep what the host said last, although it does not fail."""
        await self.querier.run(_NOTE, host=host, note=note[:_MOST_ERROR])


def _destination(row: Row) -> Destination:
    return Destination(
        host=row["host"],
        failing_since=maybe_from_millis(row["failing_since"]),
        retry_at=maybe_from_millis(row["retry_at"] or None),
        failures=row["failures"],
        is_parked=bool(row["is_parked"]),
        last_ok_at=maybe_from_millis(row["last_ok_at"]),
        last_error=row["last_error"],
    )
