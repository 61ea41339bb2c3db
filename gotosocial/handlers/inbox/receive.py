"""Works a kept activity through: reads it again, and hands it to the one receiver of its verb.

What a receiver finds unfit is dropped, with its reason in the log; what fails because another server did
not answer is tried again with the back-off of its job. An activity that was sent by somebody else than its
actor goes another way, since only its ids can be believed.
"""

from collections.abc import Mapping
from typing import Any

import attrs
import orjson
from twisted.logger import Logger

from gotosocial.activitypub.activity import Activity
from gotosocial.activitypub.read.activity import read_activity
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

UNFIT = (NotRelevant, Invalid, NotAllowed, NotFound, Gone, Refused, Conflict)
_log = Logger()


@attrs.frozen
class ActivityWork:
    """Brings every received activity to the one who takes it in."""

    receivers: Mapping[type[Activity], Receiver[Any]]
    forwarded: Receiver[Activity]

    async def run(self, job: ActivityReceived, finish: Finish) -> None:
        """Take the activity in; one that is unfit ends here, quietly."""
        try:
            got = Received(
                activity=read_activity(orjson.loads(job.body)),
                sender=sender_of(job),
                inbox_of=job.inbox_of,
                finish=finish,
                body=job.body.encode(),
            )
            receiver = self.forwarded if got.is_forwarded else self.receivers[type(got.activity)]
            await receiver.receive(got)
        except ClaimLost:
            raise
        except UNFIT as reason:
            _dropped(job, reason)
        except RemoteFailed as reason:
            if reason.can_retry:
                raise
            _dropped(job, reason)


def _dropped(job: ActivityReceived, reason: Trouble) -> None:
    _log.debug("an activity from {actor} was dropped: {reason}", actor=job.actor_uri, reason=reason)
