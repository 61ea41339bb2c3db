"""A remote host that we send to, and how it has answered."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Destination:
    """How a host stands. ``failing_since`` is None while it answers.

    ``failures``: tries that failed one after the other. ``is_parked``: it has been dead for so long that
    nothing new is queued for it.
    """

    host: str
    failing_since: datetime | None = None
    retry_at: datetime | None = None
    failures: int = 0
    is_parked: bool = False
    last_ok_at: datetime | None = None
    last_error: str = ""


@attrs.frozen(kw_only=True)
class FailingDestination:
    """A host that does not answer, and how much waits for it."""

    destination: Destination
    waiting: int
