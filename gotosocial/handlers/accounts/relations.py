"""How the requester stands to other accounts, and who follows whom (rows A-23, A-29)."""

from collections.abc import Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.follow import Follow
from gotosocial.models.relationship import Facing, Relationship
from gotosocial.models.requester import Requester
from gotosocial.models.rules.relationship import relationship_of
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page, Slice

_NOTHING = Facing()


@attrs.frozen
class Relations:
    """Reads relationships, followers and followed accounts."""

    access: Access
    clock: Clock

    async def relationships(self, requester: Requester, ids: Sequence[str]) -> list[Relationship]:
        """Return the relationship to each account that exists, in the given order, each once."""
        known = await self.access.accounts(ids)
        return await self._to(requester, [one for one in dict.fromkeys(ids) if one in known])

    async def relationship(self, requester: Requester, target_id: str) -> Relationship:
        """Return the relationship to one account."""
        return (await self._to(requester, [target_id]))[0]

    async def followers(self, requester: Requester, account_id: str, page: Page) -> Slice[Account]:
        """Return a page of an account's followers; none where it hides them from others."""
        if not await self._shows(requester, account_id):
            return Slice(items=[])
        found = await self.access.db.follows.page_followers(account_id, page)
        return await self._accounts(requester, found, [one.account_id for one in found.items])

    async def following(self, requester: Requester, account_id: str, page: Page) -> Slice[Account]:
        """Return a page of whom an account follows; none where it hides them from others."""
        if not await self._shows(requester, account_id):
            return Slice(items=[])
        found = await self.access.db.follows.page_following(account_id, page)
        return await self._accounts(requester, found, [one.target_id for one in found.items])

    async def _to(self, requester: Requester, ids: list[str]) -> list[Relationship]:
        if not ids:
            return []
        viewer = await self.access.viewer(requester.account_id)
        facing = await self.access.db.viewers.facing(viewer.account_id, ids)
        now = self.clock.now()
        return [relationship_of(viewer, one, facing.get(one, _NOTHING), now) for one in ids]

    async def _shows(self, requester: Requester, account_id: str) -> bool:
        viewer = await self.access.viewer(requester.account_id)
        account = await self.access.account(account_id, viewer)
        if account_id == requester.account_id:
            return True
        return not account.hides_collections and not viewer.is_cut_from(account_id)

    async def _accounts(self, requester: Requester, found: Slice[Follow], ids: list[str]) -> Slice[Account]:
        viewer = await self.access.viewer(requester.account_id)
        accounts = await self.access.visible_accounts(ids, viewer)
        return found.showing(accounts)
