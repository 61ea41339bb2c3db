"""A job as the database keeps it: its kind by name, its fields as JSON."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class JobRow:
    """A job that waits or runs; ``attempts`` counts the claims and names the claim that holds it."""

    id: str
    kind: str
    lane: str
    payload: str
    attempts: int


@attrs.frozen(kw_only=True)
class DeadJob:
    """A job that was given up; an admin may look at it and revive it."""

    id: str
    kind: str
    payload: str
    attempts: int
    dead_at: datetime
    last_error: str
