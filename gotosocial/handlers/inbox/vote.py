"""Votes from elsewhere in local polls (rows I-07, I-19, G-122)."""

import attrs

from gotosocial.activitypub.activity import Create
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.ballot_box import BallotBox
from gotosocial.models.rules.poll import choices_named
from gotosocial.storage.stores import Transaction


@attrs.frozen
class VoteCounter:
    """Counts what the sender chose; several choices of one activity belong to one poll."""

    senders: Senders
    box: BallotBox

    async def count(self, got: Received[Create]) -> None:
        """Count the votes of the activity; what was chosen before changes nothing."""
        votes = got.activity.votes
        if any(vote.author_uri != got.sender.actor_uri for vote in votes):
            raise NotAllowed("nobody votes for somebody else")
        if len({vote.in_reply_to_uri for vote in votes}) != 1:
            raise NotAllowed("the votes belong to different polls")
        access = self.senders.access
        status = await access.db.statuses.find_by_uri(votes[0].in_reply_to_uri)
        if status is None or not (status.is_local and status.is_federated and status.poll_id):
            raise NotRelevant("the poll is not from here")
        account = await self.senders.settled(got)
        await access.status(status.id, await access.viewer(account.id))
        poll = await access.db.polls.find(status.poll_id)
        choices = choices_named(poll, [vote.choice for vote in votes]) if poll else ()
        if not choices:
            raise NotRelevant("the poll has no such choice")

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await self.box.cast(t, status.poll_id, account.id, choices)

        await access.db.transact(deed)
