"""Works a kept activity through: reads it again, and hands it to the one receiver of its verb.

What a receiver finds unfit is dropped, with its reason in the log; what fails because another server did
not answer is tried again with the back-off of its job. An activity that was sent by somebody else than its
actor goes another way, since only its ids can be believed.

What is done and undone under one id is worked through in the order in which it came: a follow that waits for
its server must not be overtaken by its own end.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import attrs
import orjson
from twisted.logger import Logger

from gotosocial.activitypub.activity import Activity, Undo
from gotosocial.activitypub.read.activity import read_activity
from gotosocial.activitypub.read.pages_here import activity_by_ids
from gotosocial.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    NotRelevant,
    Refused,
    RemoteFailed,
    Trouble,
)
from gotosocial.federation.gate import sender_of
from gotosocial.handlers.inbox.received import Received, Receiver
from gotosocial.jobs.kinds import ActivityReceived
from gotosocial.jobs.work import ClaimLost, Finish
from gotosocial.models.addresses import Addresses
from gotosocial.util.locks import KeyedLocks

UNFIT = (NotRelevant, Invalid, NotAllowed, NotFound, Gone, Refused, Conflict)
_log = Logger()


@attrs.frozen
class ActivityWork:
    """Brings every received activity to the one who takes it in."""

    receivers: Mapping[type[Activity], Receiver[Any]]
    forwarded: Receiver[Activity]
    addresses: Addresses
    _order: KeyedLocks = attrs.field(factory=KeyedLocks, init=False)

    async def run(self, job: ActivityReceived, finish: Finish) -> None:
        """Take the activity in; one that is unfit ends here, quietly."""
        try:
            got = Received(
                activity=activity_by_ids(read_activity(orjson.loads(job.body)), self.addresses),
                sender=sender_of(job),
                inbox_of=job.inbox_of,
                finish=finish,
                body=job.body.encode(),
            )
            receiver = self.forwarded if got.is_forwarded else self.receivers[type(got.activity)]
            await self._order.run(_deed_of(got), partial(receiver.receive, got))
        except ClaimLost:
            raise
        except UNFIT as reason:
            _dropped(job, reason)
        except RemoteFailed as reason:
            if reason.can_retry:
                raise
            _dropped(job, reason)


def _deed_of(got: Received[Activity]) -> tuple[str, str]:
    """Return the id of what is done, or undone, and who says so: nobody holds up the deeds of others."""
    activity = got.activity
    uri = activity.object_uri if isinstance(activity, Undo) else activity.uri
    return got.sender.actor_uri, uri


def _dropped(job: ActivityReceived, reason: Trouble) -> None:
    _log.debug("an activity from {actor} was dropped: {reason}", actor=job.actor_uri, reason=reason)
