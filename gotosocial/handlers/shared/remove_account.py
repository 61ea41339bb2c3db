"""Removing everything of an account of another server: it was deleted there, or its domain is blocked here.

The row of the account stays, empty and suspended, so that its name is known to be gone. What goes, goes in
parts of one transaction each: an account may have a hundred thousand posts. Suspended comes first, so that
nothing of it is shown or taken in from the first moment; all of it may run again after a crash.

Blocks against it stay. Local accounts are not removed here: they have sessions, lists and files besides.
"""

from collections.abc import Awaitable, Callable
from functools import partial

import attrs

from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.jobs.kinds import SweepFiles
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page

AT_ONCE = 50
_PART = Page(limit=AT_ONCE)

Part = Callable[[Transaction], Awaitable[int]]
"""Removes some, and returns how many there were; fewer than ``AT_ONCE`` were the last ones."""


@attrs.frozen
class AccountRemover:
    """Takes an account apart."""

    db: Database
    connector: FollowConnector
    statuses: StatusRemover
    clock: Clock

    async def remove(self, account: Account, *, origin: str = "") -> None:
        """Suspend the account and remove what it has left here; one that is gone already is no error.

        ``origin``: by what it is suspended (a domain block's id); the account itself where nothing is given,
        which then may come back by itself. Raises ValueError for local accounts.
        """
        if account.is_local:
            raise ValueError(f"{account.username} lives here")
        await self.db.transact(partial(self.suspend_within, account_id=account.id, origin=origin))
        for part in self._parts(account.id):
            while await self.db.transact(part) >= AT_ONCE:
                pass
        await self._finish(account.id)

    async def suspend_within(self, t: Transaction, account_id: str, origin: str = "") -> None:
        """Empty and suspend the row of the account; what it has left here goes with ``remove``."""
        account = await t.accounts.get_to_change(account_id)
        # Who was suspended here already stays so for that reason, whatever comes after.
        is_ours = account.is_suspended and account.suspension_origin != account_id
        suspended = attrs.evolve(
            bare(account),
            suspended_at=account.suspended_at or self.clock.now(),
            suspension_origin=account.suspension_origin if is_ours else origin or account_id,
        )
        await t.accounts.update(suspended)

    def _parts(self, account_id: str) -> list[Part]:
        async def followers(t: Transaction) -> int:
            found = await t.follows.page_followers(account_id, _PART)
            for follow in found.items:
                await self.connector.disconnect(t, follow.account_id, account_id)
            return len(found.items)

        async def following(t: Transaction) -> int:
            found = await t.follows.page_following(account_id, _PART)
            for follow in found.items:
                await self.connector.disconnect(t, account_id, follow.target_id)
            return len(found.items)

        async def incoming(t: Transaction) -> int:
            found = await t.follow_requests.page_incoming(account_id, _PART)
            for request in found.items:
                await self.connector.withdraw(t, request.account_id, account_id)
            return len(found.items)

        async def outgoing(t: Transaction) -> int:
            found = await t.follow_requests.page_outgoing(account_id, _PART)
            for request in found.items:
                await self.connector.withdraw(t, account_id, request.target_id)
            return len(found.items)

        async def favourites(t: Transaction) -> int:
            found = await t.favourites.page_by_account(account_id, _PART)
            for mark in found.items:
                await t.favourites.delete(account_id, mark.status_id)
                await t.interaction_requests.delete_by_interaction(mark.uri)
                if not mark.is_pending:
                    await t.statuses.change_counts(mark.status_id, favourites=-1)
            return len(found.items)

        async def statuses(t: Transaction) -> int:
            ids = await t.status_pages.ids_of(account_id, AT_ONCE)
            for status in (await t.statuses.get_many(ids)).values():
                await self.statuses.remove_within(t, status, is_remembered=False)
            return len(ids)

        async def media(t: Transaction) -> int:
            return await t.media.delete_of_account(account_id, AT_ONCE)

        return [followers, following, incoming, outgoing, favourites, statuses, media]

    async def _finish(self, account_id: str) -> None:
        async def deed(t: Transaction) -> None:
            account = await t.accounts.get_to_change(account_id)
            await t.notifications.delete_of(account_id)
            await enqueue(t, SweepFiles(account_id=account_id), unique_key=account_id)
            await t.public_keys.delete_of(account.uri)
            await t.account_counts.recount(account_id)
            if account.suspension_origin != account_id:
                # Says that all is done; and that it is to be fetched, should it ever be let in again.
                await t.accounts.update(attrs.evolve(account, fetched_at=None))

        await self.db.transact(deed)


def bare(account: Account) -> Account:
    """Return the account with nothing that its owner wrote, but its name and its addresses."""
    return attrs.evolve(
        account,
        display_name="",
        note="",
        note_raw="",
        fields=(),
        fields_raw=(),
        emoji_ids=(),
        avatar_media_id="",
        header_media_id="",
        avatar_remote_url="",
        header_remote_url="",
        avatar_remote_description="",
        header_remote_description="",
        also_known_as_uris=(),
        moved_to_uri="",
        is_discoverable=False,
        is_indexable=False,
    )
