"""The short way of a job: from the COMMIT that made it to a runner of the same process, through memory.

::

    a deed makes a job -> has a runner here room for it?
      yes: the row is written under a lease already; after the COMMIT the runner is given it
      no:  the row is written as due, and whoever claims it first runs it

Invariants: nothing is handed over before the COMMIT, or where there was none. The row alone decides: if the
process dies in between, the lease ends, or the next start takes the row over, and it is claimed as any other.
"""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import attrs

from gotosocial.models.job_row import JobRow
from gotosocial.storage.database import Querier
from gotosocial.util.clock import SystemClock
from gotosocial.util.ulid import Ulids


class Taker(Protocol):
    """A runner of this process, as the shelves see it."""

    def lease(self, job: JobRow, on_the_way: int) -> int | None:
        """Return until when (milliseconds) the runner would hold the new job, or None where it does not.

        ``on_the_way``: how many the same transaction hands over already.
        """

    def take(self, jobs: Sequence[JobRow]) -> None:
        """Run jobs that were committed under a lease."""


@attrs.define(eq=False)
class Handover:
    """Who takes the jobs that this process makes (None: nobody runs any here), and the ids of new ones."""

    taker: Taker | None = None
    ids: Ulids = attrs.field(factory=lambda: Ulids(SystemClock()))


@attrs.define(eq=False)
class HandedOver:
    """The jobs of one transaction that its own process will run."""

    _handover: Handover
    _querier: Querier
    _jobs: list[JobRow] = attrs.field(factory=list, init=False)

    def new_id(self) -> str:
        """Return the id of a new job."""
        return self._handover.ids.new()

    def lease(self, job: JobRow) -> int | None:
        """Return until when a runner here holds the new job, which it is given after the COMMIT, or None."""
        taker = self._handover.taker
        until = None if taker is None else taker.lease(job, len(self._jobs))
        if taker is None or until is None:
            return None
        if not self._jobs:
            self._querier.afterwards(partial(taker.take, self._jobs))
        self._jobs.append(attrs.evolve(job, attempts=1))
        return until
