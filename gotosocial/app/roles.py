"""What a process does: which doors it opens, which lanes of jobs it runs, whether it sends.

    role                 doors                                  work
    client               client API, sign-in, pages, files      -
    federation_receiver  inboxes, documents, WebFinger          -
    federation_sender    -                                      deliveries to other servers
    media                uploads, files                         jobs of the lane ``media``
    background           -                                      jobs of all other lanes

A process has all of them unless the configuration says less (``roles``). What one process leaves to another
goes through the database alone: a job is a row, and the bus tells the process that runs its lane. Health
checks are answered by everybody.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from gotosocial.jobs.kinds import Job, Lane
from gotosocial.jobs.runner import SHARES


class Role(StrEnum):
    """One of the things that a process can do; the names are those of the configuration."""

    CLIENT = "client"
    FEDERATION_RECEIVER = "federation_receiver"
    FEDERATION_SENDER = "federation_sender"
    MEDIA = "media"
    BACKGROUND = "background"


@attrs.frozen
class Roles:
    """What this process does."""

    held: frozenset[Role]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Roles":
        """Read the names of the configuration, which has checked them."""
        return cls(frozenset(map(Role, names)))

    def __contains__(self, role: Role) -> bool:
        return role in self.held

    def any_of(self, *roles: Role) -> bool:
        """Tell whether this process has one of the roles."""
        return not self.held.isdisjoint(roles)

    def shares(self) -> Mapping[Lane, int]:
        """Return how many jobs of each lane this process runs at once; what is not in it, others run."""
        return {lane: share for lane, share in SHARES.items() if _who_runs(lane) in self.held}

    def own(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """Return those of the jobs that this process runs."""
        return tuple(job for job in jobs if _who_runs(job.lane) in self.held)


def _who_runs(lane: Lane) -> Role:
    return Role.MEDIA if lane is Lane.MEDIA else Role.BACKGROUND
