"""One attempt to have a file of another server, and what follows where it fails (rows D-15 and Z-37).

Both kinds of files go the same way: why one cannot be had is written into its row, and where the other
server may do better later, the same job runs again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

import attrs
from twisted.logger import Logger

from gotosocial.errors import (
    Gone,
    NotAllowed,
    NotFound,
    NotRelevant,
    Overloaded,
    Refused,
    RemoteFailed,
    TryAgainLater,
)
from gotosocial.jobs.kinds import FetchEmoji, FetchMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Transaction

CannotBeHad: TypeAlias = Refused | NotAllowed | NotFound | Gone | RemoteFailed
WAITS: Sequence[float] = (30.0, 600.0, 3600.0)
"""Seconds before the next attempt, where the other server may do better later."""
_MOST_ERROR = 500
_log = Logger()


async def attempt(
    job: FetchMedia | FetchEmoji, fetching: Awaitable[None], failed: Callable[[CannotBeHad], Awaitable[None]]
) -> None:
    """Await what fetches and stores the file; where it cannot be had, ``failed`` writes down why."""
    try:
        await fetching
    except (Refused, NotAllowed, NotFound, Gone, RemoteFailed) as trouble:
        _log.debug("{job} cannot be had: {trouble}", job=job, trouble=trouble)
        await failed(trouble)
    except NotRelevant:
        _log.debug("{job} is gone, or looks different now", job=job)
    except Overloaded as trouble:
        raise TryAgainLater(trouble.retry_after, detail=str(trouble)) from trouble


async def try_again(
    t: Transaction, job: FetchMedia | FetchEmoji, row_id: str, trouble: CannotBeHad, now: datetime
) -> bool:
    """Let the job for a row run once more, if that may help; return whether it will."""
    wait = _wait_after(trouble, job.tries)
    if wait is None:
        return False
    later = now + timedelta(seconds=wait)
    await enqueue(t, attrs.evolve(job, tries=job.tries + 1), unique_key=row_id, run_at=later)
    return True


def reason(trouble: CannotBeHad) -> str:
    """Return what the row of the file says about it."""
    return str(trouble)[:_MOST_ERROR]


def _wait_after(trouble: CannotBeHad, tries: int) -> float | None:
    if not isinstance(trouble, RemoteFailed) or not trouble.can_retry or tries >= len(WAITS):
        return None
    return max(WAITS[tries], trouble.retry_after or 0.0)
