"""A status or an account elsewhere has changed (row I-08)."""

from functools import partial

import attrs

from gotosocial.activitypub.activity import Update
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.inbox.create import CreateReceiver
from gotosocial.handlers.inbox.received import Received
from gotosocial.jobs.work import Finish
from gotosocial.models.freshness import Freshness
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.locks import KeyedLocks


@attrs.frozen
class UpdateReceiver:
    """Writes the new version of what is known; an unknown post comes in like a new one."""

    accounts: AccountFetcher
    statuses: StatusFetcher
    creates: CreateReceiver
    _order: KeyedLocks = attrs.field(factory=KeyedLocks, init=False)

    async def receive(self, got: Received[Update]) -> None:
        """Believe only the owner: the author of the status, or the actor itself.

        What changes the same thing is taken in one after the other, in the order in which it came: actors do
        not say when they were changed.
        """
        await self._order.run(got.activity.object_uri, partial(self._take_in, got))

    async def _take_in(self, got: Received[Update]) -> None:
        update = got.activity
        if not same_site(update.object_uri, got.sender.actor_uri):
            raise NotAllowed("the object is not of the sender's server")
        if update.actor is not None:
            await self._actor(got)
        elif update.note is not None:
            await self._note(got)
        else:
            await self._by_id(got)

    async def _actor(self, got: Received[Update]) -> None:
        actor = got.activity.actor
        assert actor is not None
        if actor.uri != got.sender.actor_uri:
            raise NotAllowed("nobody changes another account")
        if await self.creates.senders.access.db.accounts.find_by_uri(actor.uri) is None:
            raise NotRelevant("nobody here knows the account")
        await self.accounts.keep(actor)

    async def _note(self, got: Received[Update]) -> None:
        note = got.activity.note
        assert note is not None
        if note.author_uri != got.sender.actor_uri:
            raise NotAllowed("nobody changes another one's post")
        known = await self.creates.senders.access.db.statuses.find_by_uri(note.uri)
        if known is not None:
            await self.statuses.update(known, note, finish=self._passing_on(got, known))
            return
        await self.creates.keep(got, note)

    def _passing_on(self, got: Received[Update], known: Status) -> Finish:
        async def passed_on(t: Transaction) -> None:
            await self.creates.forwarder.pass_on(t, got.original, known)
            await got.finish(t)

        return passed_on

    async def _by_id(self, got: Received[Update]) -> None:
        uri = got.activity.object_uri
        if uri == got.sender.actor_uri:
            await self.accounts.by_uri(uri, fresh=Freshness.FRESHEST)
        elif await self.creates.senders.access.db.statuses.find_by_uri(uri) is not None:
            await self.statuses.by_uri(uri, fresh=Freshness.FRESHEST)
        else:
            raise NotRelevant("nobody here knows the object")
