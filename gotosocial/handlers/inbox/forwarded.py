"""Activities that came through somebody else: forwarded replies, and what groups pass on.

The sender proved only who they are themselves. So nothing of the activity is believed but its ids: the
object is fetched from where it lives, or, where it was deleted, asked for and found gone there.
"""

import attrs

from gotosocial.activitypub.activity import Activity, Create, Delete, Update
from gotosocial.errors import Gone, NotFound, NotRelevant, TryAgainLater
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.relevance import Relevance
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.models.freshness import Freshness, is_fresh
from gotosocial.models.status import Status

SOON = 10.0
"""Seconds after which one asks again about what was fetched just now."""


@attrs.frozen
class ForwardedReceiver:
    """Asks the origin about the object of an activity that was passed on."""

    senders: Senders
    relevance: Relevance
    statuses: StatusFetcher
    remover: StatusRemover

    async def receive(self, got: Received[Activity]) -> None:
        """Bring what is held here to the state of its origin; verbs about other things are ignored."""
        activity = got.activity
        if isinstance(activity, Create):
            await self._created(got, activity)
        elif isinstance(activity, Update):
            await self._changed(activity.object_uri)
        elif isinstance(activity, Delete):
            await self._deleted(activity.object_uri)
        else:
            raise NotRelevant("only posts are taken from others than their authors")

    async def _created(self, got: Received[Activity], create: Create) -> None:
        db = self.senders.access.db
        if await db.statuses.find_by_uri(create.object_uri) is not None:
            raise NotRelevant("the post is known already")
        sender = await self.senders.known(got)
        if not await db.follows.has_local_followers(sender.id):
            if create.note is None:
                raise NotRelevant("the post may concern nobody here")
            await self.relevance.check(got, create.note)
        await self.statuses.by_uri(create.object_uri, as_=got.inbox_of)

    async def _changed(self, uri: str) -> None:
        known = await self._known(uri)
        if is_fresh(known.fetched_at, Freshness.FRESHEST.of_statuses, self.statuses.clock.now()):
            raise TryAgainLater(SOON, "this was fetched before it changed, or just now")
        try:
            await self.statuses.by_uri(uri, fresh=Freshness.FRESHEST)
        except (Gone, NotFound) as absence:
            await self._absent(known, absence)

    async def _deleted(self, uri: str) -> None:
        """Ask whether the post is really gone, however lately it was still there."""
        known = await self._known(uri)
        try:
            await self.statuses.documents.note(uri)
        except (Gone, NotFound) as absence:
            await self._absent(known, absence)
        else:
            raise NotRelevant("the post is still there")

    async def _known(self, uri: str) -> Status:
        known = await self.senders.access.db.statuses.find_by_uri(uri)
        if known is None or known.is_local:
            raise NotRelevant("nothing here is known under this id")
        return known

    async def _absent(self, known: Status, absence: Gone | NotFound) -> None:
        if isinstance(absence, NotFound) and not known.visibility.is_open:
            # Servers say this also of posts that are not for us, whoever may hold them here.
            raise absence
        await self.remover.remove(known)
