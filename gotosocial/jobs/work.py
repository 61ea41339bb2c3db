"""What does the jobs: two shapes of work, and which work belongs to which kind.

``handlers/`` holds the work, ``app/build.py`` joins it to the kinds, the runner only calls it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

import attrs

from gotosocial.errors import Conflict
from gotosocial.jobs.kinds import Job
from gotosocial.storage.stores import Transaction

Finish = Callable[[Transaction], Awaitable[None]]
"""Ends the job within a transaction; call it in the last one, as its first or last statement."""

K_contra = TypeVar("K_contra", bound=Job, contravariant=True)


class ClaimLost(Conflict):
    """Another process has claimed the job since; whatever the transaction wrote is taken back."""

    default = "the job was claimed by another process"


class Consequence(Protocol[K_contra]):
    """Work that only writes to the database: its writes and the end of the job are one transaction."""

    async def apply(self, t: Transaction, job: K_contra) -> None:
        """Do the work; nothing but ``t`` is awaited."""


class Errand(Protocol[K_contra]):
    """Work that waits for other things, or that needs several transactions; it may run twice."""

    async def run(self, job: K_contra, finish: Finish) -> None:
        """Do the work and end it with ``finish(t)``; where none such is committed the runner ends the job."""


GivenUp = Callable[[Transaction, Any], Awaitable[None]]
"""Told of a job in the transaction that gives it up, where something counts on its end."""


@attrs.frozen(kw_only=True)
class Works:
    """The work of each kind. A kind stands in one of the first two; few are missed when they are given up."""

    consequences: Mapping[type[Job], Consequence[Any]] = attrs.field(factory=dict)
    errands: Mapping[type[Job], Errand[Any]] = attrs.field(factory=dict)
    given_up: Mapping[type[Job], GivenUp] = attrs.field(factory=dict)
    _named: dict[str, type[Job]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        names = [kind.kind() for kind in self.kinds()]
        if double := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"more than one work for {', '.join(sorted(double))}")
        self._named.update(zip(names, self.kinds(), strict=True))

    def kinds(self) -> list[type[Job]]:
        """Return every kind that has its work here."""
        return [*self.consequences, *self.errands]

    def kind_named(self, name: str) -> type[Job] | None:
        """Return the kind that the database keeps under the name, or None."""
        return self._named.get(name)
