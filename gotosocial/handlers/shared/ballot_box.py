"""Taking votes into polls: those of everybody in polls that live here, and ours in polls elsewhere."""

from collections.abc import Sequence
from datetime import timedelta

import attrs

from gotosocial.errors import Refused
from gotosocial.jobs.kinds import PollChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.models.poll import Poll, PollVote
from gotosocial.models.rules.poll import with_vote
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

TOLD_AFTER = timedelta(minutes=3)
"""So long the counts gather before other servers hear of them."""


@attrs.frozen
class BallotBox:
    """Counts votes inside the transaction of the deed; two votes at once are counted one after the other."""

    ulids: Ulids
    clock: Clock

    async def cast(
        self, t: Transaction, poll_id: str, account_id: str, choices: Sequence[int], *, is_ours: bool = True
    ) -> Poll:
        """Add the choices to what the account chose before, and return the poll.

        ``is_ours``: the poll lives here, so that others hear of its counts from us. Raises Refused where it
        is closed, or where a single choice was made already.
        """
        now = self.clock.now()
        poll = await t.polls.get_to_change(poll_id)
        if poll.is_closed(now):
            raise Refused("this poll is closed")
        earlier = await t.polls.find_vote(poll_id, account_id)
        before = earlier.choices if earlier else ()
        wanted = tuple(dict.fromkeys([*before, *choices]))
        if not poll.is_multiple and len(wanted) > 1:
            raise Refused("this poll takes one choice, and only once")
        counted = with_vote(poll, before, wanted)
        if counted == poll:
            return poll
        await t.polls.update(counted)
        vote = PollVote(
            id=self.ulids.new(), poll_id=poll_id, account_id=account_id, choices=wanted, created_at=now
        )
        await t.polls.put_vote(vote, poll.status_id)
        if is_ours and not poll.hides_counts:
            await enqueue(t, PollChanged(poll_id=poll_id), run_at=now + TOLD_AFTER, unique_key=poll_id)
        return counted
