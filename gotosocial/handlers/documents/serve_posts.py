"""What an account has posted and what it has pinned (rows U-13, U-14, Q-15)."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.write.collection import (
    write_collection,
    write_hidden_collection,
    write_page,
    write_paged_collection,
)
from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.create import write_create_reference
from gotosocial.handlers.documents.page_addresses import PageAddresses
from gotosocial.handlers.documents.read_as import Readership, Visitor
from gotosocial.handlers.documents.serve_actor import ActorDocuments
from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.rules.visibility import Seen
from gotosocial.util.paging import Page

FIRST_PAGE = 40
_POSTED = AccountStatuses(exclude_replies=True, exclude_reblogs=True, only_public=True, only_federated=True)


@attrs.frozen
class PostDocuments:
    """Serves the outbox and the pinned posts; ``page`` None asks for the collection itself."""

    actors: ActorDocuments

    @property
    def readership(self) -> Readership:
        """Who may read what."""
        return self.actors.readership

    async def outbox(self, username: str, visitor: Visitor, page: Page | None) -> Document:
        """Return the Creates of the account's public posts; replies and boosts are not among them."""
        account = await self.actors.owner(username, visitor)
        addresses = PageAddresses(account.outbox_uri)
        if self.actors.hides_collections(account):
            return write_hidden_collection(addresses.base)
        if page is None:
            return write_paged_collection(addresses.base, account.statuses_count, addresses.page(FIRST_PAGE))
        found = await self.actors.db.status_pages.of_account(account.id, page, _POSTED)
        seen = await self.readership.visible(found.items, visitor)
        creates = await self._creates([one for one in seen if not one.status.is_reply])
        return write_page(addresses.facts(page, found, creates, account.statuses_count))

    async def featured(self, username: str, visitor: Visitor) -> Document:
        """Return the pinned posts that the visitor may read, the last pinned first."""
        account = await self.actors.owner(username, visitor)
        ids = await self.actors.db.status_pages.pinned_of(account.id)
        seen = await self.readership.visible(ids, visitor)
        return write_collection(account.featured_uri, [one.status.uri for one in seen])

    async def featured_tags(self, username: str, visitor: Visitor) -> Document:
        """Return the hashtags that the account features: none, since nobody can choose any yet."""
        account = await self.actors.owner(username, visitor)
        return write_collection(self.actors.documents.addresses.under(account.username).featured_tags, [])

    async def _creates(self, seen: Sequence[Seen]) -> list[Document]:
        named = {one for each in seen for one in each.status.mentioned_ids}
        accounts = await self.readership.access.accounts(named) if named else {}
        return [
            write_create_reference(
                each.status,
                each.author,
                [accounts[one] for one in each.status.mentioned_ids if one in accounts],
            )
            for each in seen
        ]
