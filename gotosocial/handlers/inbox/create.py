"""A new post, or votes in a poll (rows I-04 to I-07, I-19)."""

import attrs

from gotosocial.activitypub.activity import Activity, Create
from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.inbox.permit import ReplyPermits
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.relevance import Relevance
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.inbox.vote import VoteCounter
from gotosocial.handlers.shared.telling.forward import ReplyForwarder
from gotosocial.jobs.work import Finish
from gotosocial.storage.stores import Transaction


@attrs.frozen
class CreateReceiver:
    """Lets a post in when it concerns somebody here and its parent's author allows it."""

    senders: Senders
    relevance: Relevance
    permits: ReplyPermits
    statuses: StatusFetcher
    votes: VoteCounter
    forwarder: ReplyForwarder

    async def receive(self, got: Received[Create]) -> None:
        """Store the post with its author, mentions and parents; the fact StatusPublished does the rest."""
        if got.activity.votes:
            await self.votes.count(got)
            return
        note = got.activity.note
        if note is None:
            await self._by_id(got)
            return
        if note.author_uri != got.sender.actor_uri:
            raise NotAllowed("the post was written by somebody else")
        await self.keep(got, note)

    async def keep(self, got: Received[Activity], note: RemoteNote, *, request_uri: str = "") -> None:
        """Store a post that its author sent; for one that is known already only the fact is news.

        ``request_uri``: its author's server asked whether it may answer so.
        """
        await self.relevance.check(got, note)
        author = await self.senders.settled(got)
        permit = await self.permits.find(note, author, request_uri=request_uri)
        finish = self.permits.finishing(permit, note, author, self._passing_on(got, note))
        await self.statuses.keep(note, author, finish=finish, permit=permit)

    def _passing_on(self, got: Received[Activity], note: RemoteNote) -> Finish:
        """Return what ends the job, and before that passes an answer on to whom it would not reach."""
        if not note.in_reply_to_uri or got.is_forwarded or not got.body:
            return got.finish

        async def passed_on(t: Transaction) -> None:
            reply = await t.statuses.find_by_uri(note.uri)
            if reply is not None:
                await self.forwarder.pass_on(t, got.original, reply)
            await got.finish(t)

        return passed_on

    async def _by_id(self, got: Received[Create]) -> None:
        """Fetch a post that came only by its id, where somebody here follows the sender."""
        account = await self.senders.known(got)
        if not await self.senders.access.db.follows.has_local_followers(account.id):
            raise NotRelevant("nobody here follows the sender")
        await self.statuses.by_uri(got.activity.object_uri)
