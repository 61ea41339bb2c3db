"""Somebody elsewhere boosts a status, or a group passes an activity on (rows I-14, G-109)."""

import attrs

from gotosocial.activitypub.activity import Activity, Announce, Create
from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.inbox.forwarded import ForwardedReceiver
from gotosocial.handlers.inbox.permit import Permits, Wish
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.approvals import Admission
from gotosocial.handlers.shared.make_boost import BoostMaker
from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import Seen, boost_visibility, may_boost
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.storage.stores import Transaction


@attrs.frozen
class AnnounceReceiver:
    """Stores the boost of a status that the sender may see and may boost; fetches what is not known yet."""

    senders: Senders
    statuses: StatusFetcher
    permits: Permits
    maker: BoostMaker
    forwarded: ForwardedReceiver

    async def receive(self, got: Received[Announce]) -> None:
        """Make the boost, and notify a local author."""
        if got.activity.inner is not None:
            await self._passed_on(got, got.activity.inner)
        else:
            await self.take(got, got.activity)

    async def take(self, got: Received[Activity], announce: Announce, *, request_uri: str = "") -> None:
        """Make the boost that the sender wants, politely where ``request_uri`` is given.

        It counts at once, or waits for the author. Raises NotRelevant and NotAllowed.
        """
        db = self.senders.access.db
        if await db.statuses.find_by_uri(announce.uri) is not None:
            raise NotRelevant("the boost is known already")
        known = await db.statuses.find_by_uri(announce.object_uri)
        if (known is None or not known.is_local) and not await self._is_followed(got):
            raise NotRelevant("nobody here follows the sender")
        account = await self.senders.settled(got)
        original = known or await self._brought(got, announce)
        seen = await self._boostable(account, original)
        wish = Wish(
            kind="reblog",
            uri=announce.uri,
            by=account,
            proof_uri=announce.approved_by_uri,
            request_uri=request_uri,
        )
        admission = await self.permits.find(wish, seen)
        boost = self._boost(announce, account, seen, admission)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if await t.tombstones.exists(announce.uri):
                return
            if await t.statuses.find_boost(account.id, seen.status.id) is None:
                await self.maker.make(t, boost, seen)
                await self.permits.approvals.record(t, admission, account, seen, shown_id=boost.id)

        await db.transact(deed)

    async def _brought(self, got: Received[Activity], announce: Announce) -> Status:
        """Return what is boosted and not known yet: as it came along from its author, else fetched."""
        note = announce.note
        if note is not None and note.author_uri == got.sender.actor_uri:
            return await self.statuses.found(note, as_=got.inbox_of, is_opened=False)
        return await self.statuses.by_uri(announce.object_uri, as_=got.inbox_of)

    async def _is_followed(self, got: Received[Activity]) -> bool:
        account = await self.senders.known(got)
        return await self.senders.access.db.follows.has_local_followers(account.id)

    async def _boostable(self, account: Account, original: Status) -> Seen:
        """Return what is boosted, which the account may see and whose audience lets it be boosted."""
        access = self.senders.access
        viewer = await access.viewer(account.id)
        seen = await access.original(original.id, viewer)
        if not may_boost(seen.status, viewer):
            raise NotAllowed("this status cannot be boosted")
        return seen

    def _boost(self, announce: Announce, account: Account, seen: Seen, admission: Admission) -> Status:
        boost = self.maker.boost(
            account,
            seen.status,
            boost_visibility(seen.status, self._visibility(announce, account)),
            uri=announce.uri,
            made_at=announce.published_at,
        )
        return attrs.evolve(boost, is_pending=admission.is_pending, approved_by_uri=admission.approved_by_uri)

    def _visibility(self, announce: Announce, account: Account) -> Visibility | None:
        """Return the audience that the boost says; None where it says none."""
        if PUBLIC in announce.to:
            return Visibility.PUBLIC
        if PUBLIC in announce.cc:
            return Visibility.UNLISTED
        if account.followers_uri in (*announce.to, *announce.cc):
            return Visibility.PRIVATE
        return Visibility.DIRECT if announce.to or announce.cc else None

    async def _passed_on(self, got: Received[Announce], inner: Activity) -> None:
        """Work an activity that a group passed on, where somebody here follows the group."""
        group = await self.senders.known(got)
        if not await self.senders.access.db.follows.has_local_followers(group.id):
            raise NotRelevant("nobody here follows the group")
        if isinstance(inner, Create):
            await self._posted_in(got, inner)
            return
        await self.forwarded.receive(
            Received(activity=inner, sender=got.sender, inbox_of=got.inbox_of, finish=got.finish)
        )

    async def _posted_in(self, got: Received[Announce], create: Create) -> None:
        """Show a new post to the group's followers as its boost; an answer only joins its thread.

        Lemmy announces the post itself as well, which is then known; others (NodeBB, Mbin) may not.
        """
        status = await self.statuses.by_uri(create.object_uri, as_=got.inbox_of)
        if not status.in_reply_to_uri:
            await self.take(got, attrs.evolve(got.activity, object_uri=status.uri, inner=None))
