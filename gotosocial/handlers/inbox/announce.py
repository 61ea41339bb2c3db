"""Somebody elsewhere boosts a status, or a group passes an activity on (rows I-14, G-109)."""

import attrs

from gotosocial.activitypub.activity import Announce
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.inbox.forwarded import ForwardedReceiver
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.make_boost import BoostMaker
from gotosocial.models.account import Account
from gotosocial.models.rules.interaction import Permission, asker_of, may_reblog
from gotosocial.models.rules.visibility import Seen, boost_visibility, may_boost
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.storage.stores import Transaction


@attrs.frozen
class AnnounceReceiver:
    """Stores the boost of a status that the sender may see and may boost; fetches what is not known yet."""

    senders: Senders
    statuses: StatusFetcher
    maker: BoostMaker
    forwarded: ForwardedReceiver

    async def receive(self, got: Received[Announce]) -> None:
        """Make the boost, and notify a local author."""
        announce = got.activity
        if announce.inner is not None:
            await self._passed_on(got)
            return
        db = self.senders.access.db
        if await db.statuses.find_by_uri(announce.uri) is not None:
            raise NotRelevant("the boost is known already")
        known = await db.statuses.find_by_uri(announce.object_uri)
        if (known is None or not known.is_local) and not await self._is_followed(got):
            raise NotRelevant("nobody here follows the sender")
        account = await self.senders.settled(got)
        original = known or await self.statuses.by_uri(announce.object_uri, as_=got.inbox_of)
        boost = await self._permitted(got, account, original)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            if await t.tombstones.exists(announce.uri):
                return
            if await t.statuses.find_boost(account.id, original.id) is None:
                await self.maker.make(t, boost[0], boost[1])

        await db.transact(deed)

    async def _is_followed(self, got: Received[Announce]) -> bool:
        account = await self.senders.known(got)
        return await self.senders.access.db.follows.has_local_followers(account.id)

    async def _permitted(
        self, got: Received[Announce], account: Account, original: Status
    ) -> tuple[Status, Seen]:
        access = self.senders.access
        viewer = await access.viewer(account.id)
        seen = await access.original(original.id, viewer)
        asker = asker_of(account.id, account.uri, viewer, seen)
        if not may_boost(seen.status, viewer) or may_reblog(seen.status, asker) is not Permission.ALWAYS:
            raise NotAllowed("this status cannot be boosted")
        boost = self.maker.boost(
            account,
            seen.status,
            boost_visibility(seen.status, self._visibility(got.activity, account)),
            uri=got.activity.uri,
            made_at=got.activity.published_at,
        )
        return boost, seen

    def _visibility(self, announce: Announce, account: Account) -> Visibility | None:
        """Return the narrower audience where the boost says one."""
        everybody = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
        if everybody & set(announce.to):
            return Visibility.PUBLIC
        if everybody & set(announce.cc):
            return Visibility.UNLISTED
        if account.followers_uri in (*announce.to, *announce.cc):
            return Visibility.PRIVATE
        return None

    async def _passed_on(self, got: Received[Announce]) -> None:
        """Work an activity that a group passed on, where somebody here follows the group."""
        inner = got.activity.inner
        assert inner is not None
        group = await self.senders.known(got)
        if not await self.senders.access.db.follows.has_local_followers(group.id):
            raise NotRelevant("nobody here follows the group")
        await self.forwarded.receive(
            Received(activity=inner, sender=got.sender, inbox_of=got.inbox_of, finish=got.finish)
        )
