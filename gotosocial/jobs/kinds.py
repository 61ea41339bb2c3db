"""Every kind of job: facts that were committed, and tasks to be done.

A fact is named in the past tense and says what happened; a consequence in ``handlers/`` knows what follows.
A task is named as an order. The class carries the policy, its fields are the payload. The name of the class
and of its fields is what the database keeps: renaming one needs a migration of the rows that wait.
"""

from enum import StrEnum
from typing import ClassVar, TypeVar

import attrs
import orjson

from gotosocial.errors import Trouble


class Lane(StrEnum):
    """Where a job waits. Each lane has a share of its own, so that none holds up another."""

    OWN = "own"
    """What people here have just done."""
    INBOUND = "inbound"
    """What other servers sent."""
    FETCHING = "fetching"
    """What is fetched from other servers."""
    HOUSEKEEPING = "housekeeping"
    """What nobody waits for."""


class Hopeless(Trouble):
    """The job can never succeed; it is given up without another attempt."""

    default = "this job can never succeed"


@attrs.frozen(kw_only=True)
class Job:
    """A job by its fields, which are texts, numbers and flags. Times of the policy are in seconds."""

    lane: ClassVar[Lane] = Lane.OWN
    max_attempts: ClassVar[int] = 12
    """Failures before the job is given up. With the delays below that takes about three hours."""
    first_delay: ClassVar[float] = 5
    cap: ClassVar[float] = 3600
    """The longest wait between two attempts."""
    time_limit: ClassVar[float] = 600
    """How long one attempt may take before it is stopped and counts as failed."""
    every: ClassVar[float | None] = None
    """How often the job recurs; it then never ends and is never given up."""

    @classmethod
    def kind(cls) -> str:
        """Return the name under which the database keeps jobs of this class."""
        return cls.__name__


K = TypeVar("K", bound=Job)


@attrs.frozen(kw_only=True)
class StatusPublished(Job):
    """A status or a boost was published here, or arrived from elsewhere."""

    time_limit: ClassVar[float] = 3600
    status_id: str


@attrs.frozen(kw_only=True)
class FollowStarted(Job):
    """A follow stands now: the author's latest posts belong into the follower's home timeline."""

    account_id: str
    target_id: str


@attrs.frozen(kw_only=True)
class PruneExpired(Job):
    """Drop what has expired: idempotency keys, authorization codes, counts of failed sign-ins."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 3600


@attrs.frozen(kw_only=True)
class TrimTimelines(Job):
    """Drop the oldest entries of timelines that have grown too long."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 86_400


KINDS: tuple[type[Job], ...] = (StatusPublished, FollowStarted, PruneExpired, TrimTimelines)
"""Every kind; a test proves that each of them has exactly one that does it."""


def write_job(job: Job) -> str:
    """Return the fields of the job as JSON."""
    return orjson.dumps(attrs.asdict(job)).decode()


def read_job(kind: type[K], payload: str) -> K:
    """Read a job; fields that the class has no more are left out. Raises Hopeless where one is missing."""
    known = {field.name for field in attrs.fields(kind)}
    try:
        values = orjson.loads(payload)
        return kind(**{name: value for name, value in values.items() if name in known})
    except (TypeError, ValueError, AttributeError) as error:
        raise Hopeless(f"the payload of {kind.kind()} cannot be read", detail=str(error)) from error
