"""The collections of followers and of followed accounts (row U-13)."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.write.collection import (
    write_hidden_collection,
    write_page,
    write_paged_collection,
)
from gotosocial.activitypub.write.context import Document
from gotosocial.handlers.documents.page_addresses import PageAddresses
from gotosocial.handlers.documents.read_as import Visitor
from gotosocial.handlers.documents.serve_actor import ActorDocuments
from gotosocial.models.rules.visibility import exists
from gotosocial.util.paging import Page

FIRST_PAGE = 40


@attrs.frozen
class PeopleDocuments:
    """Serves who follows whom, unless the account hides it; ``page`` None asks for the collection itself."""

    actors: ActorDocuments

    async def followers(self, username: str, visitor: Visitor, page: Page | None) -> Document:
        """Return who follows the account."""
        account = await self.actors.owner(username, visitor)
        addresses = PageAddresses(account.followers_uri)
        if self.actors.hides_collections(account):
            return write_hidden_collection(addresses.base)
        if page is None:
            return write_paged_collection(addresses.base, account.followers_count, addresses.page(FIRST_PAGE))
        found = await self.actors.db.follows.page_followers(account.id, page)
        uris = await self._uris([follow.account_id for follow in found.items])
        return write_page(addresses.facts(page, found, uris, account.followers_count))

    async def following(self, username: str, visitor: Visitor, page: Page | None) -> Document:
        """Return whom the account follows."""
        account = await self.actors.owner(username, visitor)
        addresses = PageAddresses(account.following_uri)
        if self.actors.hides_collections(account):
            return write_hidden_collection(addresses.base)
        if page is None:
            return write_paged_collection(addresses.base, account.following_count, addresses.page(FIRST_PAGE))
        found = await self.actors.db.follows.page_following(account.id, page)
        uris = await self._uris([follow.target_id for follow in found.items])
        return write_page(addresses.facts(page, found, uris, account.following_count))

    async def _uris(self, ids: Sequence[str]) -> list[str]:
        accounts = await self.actors.readership.access.accounts(ids)
        return [accounts[one].uri for one in ids if one in accounts and exists(accounts[one])]
