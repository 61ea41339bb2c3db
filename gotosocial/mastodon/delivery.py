"""Deliveries and failing hosts as the admin API shows them; the shapes are our own."""

from typing import Any

from gotosocial.models.delivery import DeliveryReport
from gotosocial.models.destination import FailingDestination
from gotosocial.util.clock import iso


def delivery_json(report: DeliveryReport) -> dict[str, Any]:
    """Return one delivery."""
    return {
        "id": str(report.id),
        "activity": report.activity_uri,
        "object": report.object_uri,
        "account_id": report.signer_id,
        "inbox": report.inbox,
        "destination": report.destination,
        "state": report.state.value,
        "tries": report.attempts,
        "last_answer": report.last_answer,
        "created_at": iso(report.made_at),
        "last_tried_at": iso(report.last_tried_at) if report.last_tried_at else None,
        "next_try_at": iso(report.next_try_at) if report.next_try_at else None,
    }


def failing_destination_json(failing: FailingDestination) -> dict[str, Any]:
    """Return one host that does not answer."""
    host = failing.destination
    return {
        "destination": host.host,
        "waiting": failing.waiting,
        "failing_since": iso(host.failing_since) if host.failing_since else None,
        "next_try_at": iso(host.retry_at) if host.retry_at else None,
        "tries": host.failures,
        "parked": host.is_parked,
        "last_error": host.last_error,
        "last_ok_at": iso(host.last_ok_at) if host.last_ok_at else None,
    }
