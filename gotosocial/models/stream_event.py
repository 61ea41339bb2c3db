"""Something that happens live, by its id (row W-05)."""

from typing import Literal

import attrs

EventKind = Literal["update", "delete", "notification", "status.update"]


@attrs.frozen(kw_only=True)
class StreamEvent:
    """One event. ``id`` is that of the status or the notification; ``to`` is empty for everybody."""

    kind: EventKind
    id: str
    to: tuple[str, ...] = ()
