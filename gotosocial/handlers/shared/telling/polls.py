"""Telling another server what a local account voted in a poll that lives there (row U-10)."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.write.vote import VoteFacts, write_vote
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.poll import Poll, PollVote
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction


@attrs.frozen
class PollTeller:
    """Sends one Create for each choice, and to nobody but the author of the poll."""

    messenger: Messenger

    async def voted(
        self, t: Transaction, vote: PollVote, choices: Sequence[int], by: Account, seen: Seen, poll: Poll
    ) -> None:
        """Tell the author of the status what ``by`` chose just now."""
        facts = VoteFacts(
            voter=by, author=seen.author, status=seen.status, poll=poll, voted_at=vote.created_at
        )
        for choice in choices:
            document = write_vote(facts, choice)
            await self.messenger.send(t, document, by=by, to=(seen.author,), about=seen.status.uri)
