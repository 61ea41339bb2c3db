"""Deliveries as admins look at them and decide about them, whatever became of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.delivery import DeliveryChoice, DeliveryReport, DeliveryState, Span
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.deliveries import TOPIC
from gotosocial.util.clock import from_millis, maybe_from_millis, to_millis

_SELECT = """
SELECT d.id, a.uri AS activity_uri, a.object_uri, a.signer_id, d.inbox, d.destination, d.state, d.attempts,
  d.last_answer, a.made_at, d.last_tried_at, d.retry_at,
  CASE WHEN n.failing_since IS NULL THEN 0 ELSE n.retry_at END AS host_retry_at,
  CASE WHEN n.failing_since IS NULL THEN '' ELSE n.last_error END AS host_error
FROM deliveries d
JOIN outgoing_activities a ON a.id = d.activity_id
LEFT JOIN destinations n ON n.host = d.destination"""
_CONDITIONS = {
    "id": "id = :id",
    "object_uri": "activity_id IN (SELECT id FROM outgoing_activities WHERE object_uri = :object_uri)",
    "destination": "destination = :destination",
    "state": "state = :state",
}
_BOUNDS = {"max_id": "d.id < :max_id", "since_id": "d.id > :since_id", "min_id": "d.id > :min_id"}
_RETRY = """
UPDATE deliveries AS d SET state = 'waiting', retry_at = 0, failing_since = NULL, ended_at = NULL,
  last_answer = CASE WHEN d.state = 'dropped' THEN '' ELSE d.last_answer END
WHERE {chosen} AND d.state <> 'delivered'"""
_HOSTS = "SELECT DISTINCT d.destination FROM deliveries d WHERE {chosen} AND d.state <> 'delivered'"
_DROP = """
UPDATE deliveries AS d SET state = 'dropped', retry_at = 0, last_answer = :reason, ended_at = :now
WHERE {chosen} AND d.state = 'waiting'"""
_PRUNE = """
DELETE FROM deliveries WHERE id IN (
  SELECT id FROM deliveries WHERE state <> 'waiting' AND ended_at < :before
  ORDER BY ended_at LIMIT :row_limit)"""
_GIVE_UP = """
UPDATE deliveries SET state = 'failed', retry_at = 0, ended_at = :now,
  last_answer = CASE WHEN last_answer <> '' THEN last_answer ELSE 'waited for too long' END
WHERE id IN (
  SELECT d.id FROM outgoing_activities a CROSS JOIN deliveries d
  WHERE a.made_at < :before AND d.activity_id = a.id AND d.state = 'waiting' LIMIT :row_limit)"""


@attrs.frozen
class DeliveryReports:
    """Reads may walk the table, so they never run on the reactor thread."""

    querier: Querier

    async def page(self, choice: DeliveryChoice, span: Span) -> list[DeliveryReport]:
        """Return deliveries, the latest first; those right above ``min_id`` where it is given."""
        where, values = _chosen(choice)
        for name, bound in _BOUNDS.items():
            if limit := getattr(span, name):
                where, values[name] = f"{where} AND {bound}", limit
        order = "d.id" if span.min_id else "d.id DESC"
        rows = await self.querier.scan(
            f"{_SELECT} WHERE {where} ORDER BY {order} LIMIT :row_limit", row_limit=span.limit, **values
        )
        return [_report(row) for row in (reversed(rows) if span.min_id else rows)]

    async def retry(self, choice: DeliveryChoice) -> int:
        """Let everything chosen that has not arrived stand in the line again; return how many changed."""
        return await self._change(_RETRY, choice, {})

    async def hosts(self, choice: DeliveryChoice) -> list[str]:
        """Return the destinations of everything chosen that has not arrived."""
        where, values = _chosen(choice)
        rows = await self.querier.scan(_HOSTS.format(chosen=where), **values)
        return [row["destination"] for row in rows]

    async def drop(self, choice: DeliveryChoice, reason: str, now: datetime) -> int:
        """Let nothing of what is chosen be sent; return how many waited."""
        return await self._change(_DROP, choice, {"reason": reason, "now": to_millis(now)})

    async def count_by_state(self) -> dict[str, int]:
        """Return how many deliveries there are in each state."""
        rows = await self.querier.scan("SELECT state, COUNT(*) AS deliveries FROM deliveries GROUP BY state")
        counted = {row["state"]: row["deliveries"] for row in rows}
        return {state.value: counted.get(state.value, 0) for state in DeliveryState}

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete up to so many that ended before then; return how many."""
        return await self.querier.run(_PRUNE, before=to_millis(before), row_limit=limit)

    async def give_up(self, before: datetime, now: datetime, limit: int) -> int:
        """End up to so many that were made before then and still wait; return how many."""
        return await self.querier.run(_GIVE_UP, before=to_millis(before), now=to_millis(now), row_limit=limit)

    async def _change(self, statement: str, choice: DeliveryChoice, values: Mapping[str, Any]) -> int:
        where, chosen = _chosen(choice)
        changed = await self.querier.run(statement.format(chosen=where), **chosen, **values)
        if changed:
            self.querier.tell(TOPIC, "")
        return changed


def _chosen(choice: DeliveryChoice) -> tuple[str, dict[str, Any]]:
    """Return the conditions of a choice and their values; everything where nothing is chosen."""
    values = {name: value for name, value in attrs.asdict(choice).items() if value}
    conditions = [f"d.{_CONDITIONS[name]}" for name in values]
    return " AND ".join(conditions) or "d.id > 0", values


def _report(row: Row) -> DeliveryReport:
    state = DeliveryState(row["state"])
    next_try = max(row["retry_at"], row["host_retry_at"]) or None
    return DeliveryReport(
        id=row["id"],
        activity_uri=row["activity_uri"],
        object_uri=row["object_uri"],
        signer_id=row["signer_id"],
        inbox=row["inbox"],
        destination=row["destination"],
        state=state,
        attempts=row["attempts"],
        last_answer=row["last_answer"] or _of_the_host(state, row["host_error"]),
        made_at=from_millis(row["made_at"]),
        last_tried_at=maybe_from_millis(row["last_tried_at"]),
        next_try_at=maybe_from_millis(next_try) if state is DeliveryState.WAITING else None,
    )


def _of_the_host(state: DeliveryState, error: str) -> str:
    """Return why what was never tried waits: others, before it in the line, have failed."""
    return f"its server does not answer: {error}" if state is DeliveryState.WAITING and error else ""
