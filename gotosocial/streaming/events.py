"""What happens live, as it travels over the bus: the kind of event, whom it is for, and an id.

Only ids travel; each process shows the thing to its own subscribers with their own eyes. A message of
PostgreSQL's NOTIFY holds 8,000 bytes, so an event for many accounts is told in parts.
"""

from collections.abc import Sequence

import orjson

from gotosocial.models.stream_event import EventKind, StreamEvent
from gotosocial.storage.stores import Transaction

TOPIC = "stream"
MOST_RECEIVERS = 200


def announce(t: Transaction, kind: EventKind, event_id: str, to: Sequence[str]) -> None:
    """Send an event to the streams of these accounts once the transaction is committed."""
    for start in range(0, len(to), MOST_RECEIVERS):
        t.tell(TOPIC, write_event(kind, event_id, to[start : start + MOST_RECEIVERS]))


def announce_to_all(t: Transaction, kind: EventKind, event_id: str) -> None:
    """Send an event to every open stream once the transaction is committed."""
    t.tell(TOPIC, write_event(kind, event_id, ()))


def write_event(kind: EventKind, event_id: str, to: Sequence[str]) -> str:
    """Write an event as a bus message."""
    return orjson.dumps([kind, event_id, list(to)]).decode()


def read_event(message: str) -> StreamEvent:
    """Read a bus message."""
    kind, event_id, to = orjson.loads(message)
    return StreamEvent(kind=kind, id=event_id, to=tuple(to))
