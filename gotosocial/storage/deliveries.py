"""What waits for the inboxes of other servers, as the sender takes it from here.

A row waits in the order of its id. One that failed by itself has a time of its own (``retry_at``) and lets
the others pass; when that has come it stands in the line again, where it stood before. The bus carries
``deliveries``: a key of host names says that something new waits for them, an empty key that what was read
may not hold any more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from gotosocial.models.delivery import DeliveryResult, DeliveryState, WaitingDelivery
from gotosocial.storage.database import Querier, Row

TOPIC = "deliveries"
MOST_HOSTS_TOLD = 25
_WAITS = "state = 'waiting' AND retry_at = 0"
_INSERT = """
INSERT INTO deliveries (activity_id, inbox, destination) VALUES (:activity_id, :inbox, :destination)"""
_WAITING = f"""
SELECT id, activity_id, inbox, attempts, failing_since FROM deliveries
WHERE destination = :destination AND {_WAITS} ORDER BY id LIMIT :row_limit"""
_HOSTS = f"""
WITH RECURSIVE hosts(host) AS (
  SELECT MIN(destination) FROM deliveries WHERE {_WAITS}
  UNION ALL
  SELECT (SELECT MIN(d.destination) FROM deliveries d WHERE d.destination > hosts.host AND {_WAITS})
  FROM hosts WHERE hosts.host IS NOT NULL)
SELECT host FROM hosts WHERE host IS NOT NULL"""
_SETTLE = """
UPDATE deliveries SET state = :state, attempts = attempts + 1, failing_since = :failing_since,
  retry_at = :retry_at, last_answer = :answer, last_tried_at = :tried_at, ended_at = :ended_at
WHERE id = :id AND state = 'waiting'"""
_RELEASE = """
UPDATE deliveries SET retry_at = 0 WHERE id IN (
  SELECT id FROM deliveries WHERE state = 'waiting' AND retry_at > 0 AND retry_at <= :now
  ORDER BY retry_at LIMIT :row_limit FOR UPDATE SKIP LOCKED)
RETURNING destination"""
_WITHDRAW = """
DELETE FROM deliveries WHERE state <> 'delivered' AND activity_id IN (
  SELECT id FROM outgoing_activities WHERE object_uri = :object_uri)"""


@attrs.frozen
class Deliveries:
    """The lines in front of remote inboxes."""

    querier: Querier

    async def insert(self, activity_id: str, inboxes: Mapping[str, str]) -> None:
        """Let the activity wait for every inbox; ``inboxes`` has the destination of each."""
        if not inboxes:
            return
        await self.querier.batch(
            _INSERT,
            [
                {"activity_id": activity_id, "inbox": inbox, "destination": destination}
                for inbox, destination in inboxes.items()
            ],
        )
        for key in _keys(inboxes.values()):
            self.querier.tell(TOPIC, key)

    async def waiting(self, destination: str, limit: int) -> list[WaitingDelivery]:
        """Return what waits for its turn at the destination, the oldest first."""
        rows = await self.querier.all(_WAITING, destination=destination, row_limit=limit)
        return [_waiting(row) for row in rows]

    async def hosts(self) -> list[str]:
        """Return every destination for which something waits for its turn."""
        return [row["host"] for row in await self.querier.scan(_HOSTS)]

    async def settle(self, results: Sequence[DeliveryResult]) -> None:
        """Write what attempts came to. What was withdrawn meanwhile stays away."""
        await self.querier.batch(
            _SETTLE,
            [
                {
                    "id": result.id,
                    "state": result.state.value,
                    "answer": result.answer,
                    "tried_at": result.tried_at,
                    "failing_since": result.failing_since,
                    "retry_at": result.retry_at,
                    "ended_at": None if result.state is DeliveryState.WAITING else result.tried_at,
                }
                for result in results
            ],
        )

    async def release(self, now: int, limit: int) -> list[str]:
        """Put up to so many whose time has come back into the line; return their destinations."""
        rows = await self.querier.all(_RELEASE, now=now, row_limit=limit)
        return list(dict.fromkeys(row["destination"] for row in rows))

    async def next_retry_at(self) -> int | None:
        """Return when the next one that failed by itself is tried again, or None."""
        retry_at: int | None = await self.querier.value(
            "SELECT MIN(retry_at) FROM deliveries WHERE state = 'waiting' AND retry_at > 0"
        )
        return retry_at

    async def withdraw(self, object_uri: str) -> int:
        """Delete what has not arrived and is about the object; return how many there were.

        What was given up goes too: an admin who retries it would send it after its own Delete.
        """
        withdrawn = await self.querier.run(_WITHDRAW, object_uri=object_uri)
        if withdrawn:
            self.querier.tell(TOPIC, "")
        return withdrawn


def _keys(hosts: Iterable[str]) -> Iterator[str]:
    """Yield the hosts in messages of bounded length."""
    named = list(dict.fromkeys(hosts))
    for start in range(0, len(named), MOST_HOSTS_TOLD):
        yield " ".join(named[start : start + MOST_HOSTS_TOLD])


def _waiting(row: Row) -> WaitingDelivery:
    return WaitingDelivery(
        id=row["id"],
        activity_id=row["activity_id"],
        inbox=row["inbox"],
        attempts=row["attempts"],
        failing_since=row["failing_since"],
    )
