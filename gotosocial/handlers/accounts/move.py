"""Moving away: the names under which one is known elsewhere, and the move itself (rows G1-04, U-09).

Who calls has asked for the password: a stolen token shall not take somebody's followers along.
"""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.vocabulary import MOST_ALIASES
from gotosocial.errors import Invalid, Trouble
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.moving_times import MovingTimes
from gotosocial.handlers.shared.telling.moves import MoveTeller
from gotosocial.jobs.kinds import AccountMoved, ProfileChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.freshness import Freshness
from gotosocial.models.move import Move
from gotosocial.models.requester import Requester
from gotosocial.models.rules.moving import check_move
from gotosocial.storage.stores import Transaction


@attrs.frozen
class AccountAliases:
    """The other accounts of somebody, any of which may move here."""

    access: Access
    fetcher: AccountFetcher

    async def set(self, requester: Requester, uris: Sequence[str]) -> None:
        """Put these in place of the present aliases; raise Invalid where one is no account, or one's own."""
        account = await self.access.own_account(requester)
        wanted = tuple(dict.fromkeys(uri for uri in uris if uri))
        if len(wanted) > MOST_ALIASES:
            raise Invalid(f"an account has at most {MOST_ALIASES} aliases")
        found = [await self._find(uri, account) for uri in wanted]
        aliases = tuple(dict.fromkeys(one.uri for one in found))

        async def deed(t: Transaction) -> None:
            current = await t.accounts.get_to_change(account.id)
            await t.accounts.update(attrs.evolve(current, also_known_as_uris=aliases))
            await enqueue(t, ProfileChanged(account_id=account.id), unique_key=account.id)

        await self.access.db.transact(deed)

    async def _find(self, uri: str, account: Account) -> Account:
        try:
            found = await self.fetcher.by_uri(uri, as_=account.id)
        except Trouble as trouble:
            raise Invalid(f"{uri} is no account that can be reached", detail=str(trouble)) from trouble
        if found.id == account.id:
            raise Invalid("nobody is an alias of themselves")
        return found


@attrs.frozen
class AccountMover:
    """Moves a local account to another one, which has to name it among its aliases."""

    access: Access
    fetcher: AccountFetcher
    times: MovingTimes
    teller: MoveTeller
    addresses: Addresses

    async def move(self, requester: Requester, target_uri: str) -> None:
        """Move; to the same place once more where followers were left behind.

        Raises NotAllowed where the other account does not agree or one of the two moved not long ago, and
        what fetching it raises.
        """
        account = await self.access.own_account(requester)
        target = await self.fetcher.by_uri(target_uri, fresh=Freshness.FRESHEST, as_=account.id)
        check_move(account, target)
        move = await self._begin(account, target)

        async def deed(t: Transaction) -> None:
            current = await t.accounts.get_to_change(account.id)
            moved = attrs.evolve(current, moved_to_uri=target.uri)
            await t.accounts.update(moved)
            await self.times.succeed(t, move)
            await self.teller.moved(t, moved, target, move.uri)
            await enqueue(t, ProfileChanged(account_id=account.id), unique_key=account.id)
            await enqueue(t, AccountMoved(account_id=account.id, target_id=target.id))

        await self.access.db.transact(deed)

    async def _begin(self, account: Account, target: Account) -> Move:
        uri = self.addresses.activity(account.username, "moves", self.times.ulids.new())

        async def deed(t: Transaction) -> Move:
            return await self.times.begin(t, uri, account.uri, target.uri)

        return await self.access.db.transact(deed)
