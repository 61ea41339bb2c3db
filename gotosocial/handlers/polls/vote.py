"""Voting in polls, here and elsewhere (rows S-11, U-10)."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import Invalid, NotAllowed, NotFound, Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.ballot_box import BallotBox
from gotosocial.handlers.shared.telling.polls import PollTeller
from gotosocial.models.account import Account
from gotosocial.models.poll import Poll
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction


@attrs.frozen
class Voter:
    """Votes on behalf of a local account."""

    access: Access
    box: BallotBox
    teller: PollTeller

    async def find(self, requester: Requester | None, poll_id: str) -> tuple[Poll, Seen]:
        """Return a poll and its status, which who asks may see, or raise NotFound."""
        poll = await self.access.db.polls.find(poll_id)
        if poll is None:
            raise NotFound("poll not found")
        viewer = await self.access.viewer_of(requester)
        return poll, await self.access.status(poll.status_id, viewer)

    async def vote(self, requester: Requester, poll_id: str, choices: Sequence[int]) -> Seen:
        """Vote, and return the status of the poll.

        Raises NotFound, Invalid for choices that there are not, and Refused for one's own poll, one that is
        closed, and one in which one has voted.
        """
        account = await self.access.own_account(requester)
        if account.moved_to_uri:
            raise NotAllowed("this account has moved away")
        poll, seen = await self.find(requester, poll_id)
        wanted = self._checked(poll, choices)
        if seen.author.id == account.id:
            raise Refused("nobody votes in their own poll")

        async def deed(t: Transaction) -> None:
            await self._vote(t, poll, wanted, account, seen)

        await self.access.db.transact(deed)
        return seen

    def _checked(self, poll: Poll, choices: Sequence[int]) -> tuple[int, ...]:
        wanted = tuple(dict.fromkeys(choices))
        if not wanted:
            raise Invalid("no choice was made")
        if len(wanted) > 1 and not poll.is_multiple:
            raise Invalid("this poll takes one choice")
        if any(not 0 <= choice < len(poll.options) for choice in wanted):
            raise Invalid("the poll has no such choice")
        return wanted

    async def _vote(
        self, t: Transaction, poll: Poll, choices: tuple[int, ...], account: Account, seen: Seen
    ) -> None:
        await t.polls.get_to_change(poll.id)
        if await t.polls.find_vote(poll.id, account.id) is not None:
            raise Refused("you have voted in this poll already")
        counted = await self.box.cast(t, poll.id, account.id, choices, is_ours=seen.author.is_local)
        vote = await t.polls.find_vote(poll.id, account.id)
        if vote is not None and not seen.author.is_local:
            await self.teller.voted(t, vote, choices, account, seen, counted)
