"""Finding accounts and statuses, and only those that the viewer may see.

Every handler that shows something starts here, so that no path around ``models/rules/visibility.py``
exists. What is not visible is NotFound, never NotAllowed: strangers do not learn what exists.
"""

from collections.abc import Iterable, Sequence

import attrs

from gotosocial.errors import NotFound
from gotosocial.models.account import Account
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import (
    Seen,
    asks_for_follower,
    may_open_account,
    may_see_account,
    may_see_status,
)
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.storage.caches import Caches
from gotosocial.storage.known_accounts import KnownAccounts
from gotosocial.storage.stores import Database


@attrs.frozen
class Access:
    """Looks things up through the caches and hides what may not be seen."""

    db: Database
    caches: Caches

    @property
    def known(self) -> KnownAccounts:
        """Accounts by their ActivityPub ids, for deeds that come from other servers."""
        return KnownAccounts(self.db, self.caches)

    async def viewer(self, account_id: str) -> Viewer:
        """Return the relations of a local account."""
        kept = self.caches.viewers.get(account_id)
        if kept is not None:
            return kept
        loaded = await self.caches.viewers.get_or_load(account_id, lambda: self.db.viewers.load(account_id))
        assert loaded is not None
        return loaded

    async def viewers(self, ids: Iterable[str]) -> dict[str, Viewer]:
        """Return the relations of accounts by their ids, asking once for all that are not kept."""
        return await self.caches.viewers.get_many(ids, self.db.viewers.load_many)

    async def viewer_of(self, requester: Requester | None) -> Viewer | None:
        """Return the relations of who asks; None for nobody and for an application."""
        if requester is None or not requester.is_person:
            return None
        return await self.viewer(requester.account_id)

    async def accounts(self, ids: Iterable[str]) -> dict[str, Account]:
        """Return the accounts that exist in the database, by id, visible or not; empty ids are nobody's."""
        wanted = [one for one in ids if one]
        return await self.caches.accounts.get_many(wanted, self.db.accounts.get_many)

    async def statuses(self, ids: Iterable[str]) -> dict[str, Status]:
        """Return the statuses that exist, by id, visible or not."""
        return await self.caches.statuses.get_many(ids, self.db.statuses.get_many)

    async def settings(self, account_id: str) -> AccountSettings:
        """Return the settings of a local account; raise NotFound for any other."""
        shelf = self.db.account_settings
        found = await self.caches.settings.get_or_load(account_id, lambda: shelf.get(account_id))
        assert found is not None
        return found

    async def find_account(self, account_id: str) -> Account | None:
        """Return the account as it is stored, or None."""
        return (await self.accounts((account_id,))).get(account_id)

    async def own_account(self, requester: Requester) -> Account:
        """Return the account of who asks."""
        account = await self.find_account(requester.account_id)
        if account is None:
            raise NotFound("account not found")
        return account

    async def account(self, account_id: str, viewer: Viewer | None) -> Account:
        """Return an account that the viewer may open, also one that they block, or raise NotFound."""
        account = await self.find_account(account_id)
        if account is None or not may_open_account(account, viewer):
            raise NotFound("account not found")
        return account

    async def unblocked_account(self, account_id: str, viewer: Viewer) -> Account:
        """Return an account that no block separates from the viewer, or raise NotFound."""
        account = await self.account(account_id, viewer)
        if viewer.is_cut_from(account_id):
            raise NotFound("account not found")
        return account

    async def visible_accounts(self, ids: Iterable[str], viewer: Viewer | None) -> list[Account]:
        """Return those of the accounts that the viewer may see, in the given order."""
        wanted = list(ids)
        found = await self.accounts(wanted)
        accounts = [found[one] for one in wanted if one in found]
        return [one for one in accounts if may_see_account(one, viewer)]

    async def status(self, status_id: str, viewer: Viewer | None) -> Seen:
        """Return a status that the viewer may see, or raise NotFound."""
        visible = await self.visible((status_id,), viewer)
        if not visible:
            raise NotFound("status not found")
        return visible[0]

    async def original(self, status_id: str, viewer: Viewer | None) -> Seen:
        """Return what a deed on this id acts on: the status, or what it boosts."""
        seen = await self.status(status_id, viewer)
        return seen.original or seen

    async def visible(self, ids: Sequence[str], viewer: Viewer | None) -> list[Seen]:
        """Return those of the statuses that the viewer may see, in the given order."""
        return [seen for seen in await self.seen(ids, viewer) if may_see_status(seen, viewer)]

    async def seen(self, ids: Sequence[str], viewer: Viewer | None) -> list[Seen]:
        """Return the statuses with all that is needed to decide about them, in the given order."""
        statuses = await self.statuses(ids)
        boosted = [one.boost_of_id for one in statuses.values() if one.boost_of_id]
        if boosted:
            statuses = {**(await self.statuses(boosted)), **statuses}
        authors = await self.accounts({one.account_id for one in statuses.values()})
        mutuals = await self._followers_of(viewer, statuses.values())
        found: dict[str, Seen] = {}

        def build(status_id: str) -> Seen | None:
            status = statuses.get(status_id)
            author = authors.get(status.account_id) if status else None
            if status is None or author is None:
                return None
            if status_id not in found:
                found[status_id] = Seen(
                    status=status,
                    author=author,
                    follows_viewer=status.account_id in mutuals,
                    original=build(status.boost_of_id) if status.boost_of_id else None,
                )
            return found[status_id]

        return [seen for seen in map(build, ids) if seen is not None]

    async def _followers_of(self, viewer: Viewer | None, statuses: Iterable[Status]) -> frozenset[str]:
        asked = {one.account_id for one in statuses if asks_for_follower(one)}
        if viewer is None or not asked:
            return frozenset()
        return await self.db.viewers.followers_among(viewer.account_id, list(asked))
