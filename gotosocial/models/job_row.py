"""A job as the database keeps it: its kind by name, its fields as JSON."""

import attrs


@attrs.frozen(kw_only=True)
class JobRow:
    """A job that waits or runs; ``attempts`` counts the claims and names the claim that holds it."""

    id: str
    kind: str
    lane: str
    payload: str
    attempts: int
