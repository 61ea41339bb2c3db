"""An account elsewhere moves to another server (rows I-18, G1-04)."""

import attrs

from gotosocial.activitypub.activity import Move as MoveActivity
from gotosocial.errors import NotAllowed, NotRelevant, Trouble
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.moving_times import MovingTimes
from gotosocial.jobs.kinds import AccountMoved, Lane
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.freshness import Freshness
from gotosocial.models.move import Move
from gotosocial.models.rules.moving import check_move
from gotosocial.storage.stores import Transaction


@attrs.frozen
class MoveReceiver:
    """Believes the old account because it signed, and the new one because it names the old one."""

    senders: Senders
    times: MovingTimes

    async def receive(self, got: Received[MoveActivity]) -> None:
        """Note where the account lives now; the fact AccountMoved takes its followers along."""
        move = got.activity
        if move.object_uri != got.sender.actor_uri:
            raise NotAllowed("nobody moves another account")
        if move.target_uri == move.object_uri:
            raise NotAllowed("an account cannot move to itself")
        known = await self.senders.known(got)
        if known.moved_to_uri == move.target_uri and await self._is_done(move.uri):
            raise NotRelevant("this has happened already")
        tried = await self._begin(move)
        fetcher = self.senders.fetcher
        target = await fetcher.by_uri(move.target_uri, fresh=Freshness.FRESHEST, as_=got.inbox_of)
        account = await self._fresh(known)
        check_move(account, target)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            current = await t.accounts.get_to_change(account.id)
            await t.accounts.update(attrs.evolve(current, moved_to_uri=target.uri))
            await self.times.succeed(t, tried)
            moved = AccountMoved(account_id=account.id, target_id=target.id)
            await enqueue(t, moved, lane=Lane.INBOUND)

        await self.senders.access.db.transact(deed)

    async def _fresh(self, known: Account) -> Account:
        """Return the old account as its server shows it now, or as it was where that does not answer."""
        try:
            return await self.senders.fetcher.by_uri(known.uri, fresh=Freshness.FRESHEST)
        except Trouble:
            return known

    async def _is_done(self, uri: str) -> bool:
        found = await self.senders.access.db.moves.find_by_uri(uri)
        return found is not None and found.succeeded_at is not None

    async def _begin(self, move: MoveActivity) -> Move:
        async def deed(t: Transaction) -> Move:
            return await self.times.begin(t, move.uri, move.object_uri, move.target_uri)

        return await self.senders.access.db.transact(deed)
