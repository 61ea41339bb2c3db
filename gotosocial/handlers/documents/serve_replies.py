"""The replies to a status (row U-15)."""

import attrs

from gotosocial.activitypub.write.collection import write_page, write_paged_collection
from gotosocial.activitypub.write.context import Document
from gotosocial.handlers.documents.page_addresses import PageAddresses
from gotosocial.handlers.documents.read_as import Visitor
from gotosocial.handlers.documents.serve_status import StatusDocuments
from gotosocial.util.paging import Page

FIRST_PAGE = 20


@attrs.frozen
class ReplyDocuments:
    """Serves the ids of replies, ours and those of others."""

    statuses: StatusDocuments

    async def replies(
        self, username: str, status_id: str, visitor: Visitor, page: Page | None, *, only_others: bool
    ) -> Document:
        """Return the replies that the visitor may read; ``only_others`` leaves out the author's own.

        ``page`` None asks for the collection itself. Raises what finding the status raises.
        """
        status = (await self.statuses.find(username, status_id, visitor)).status
        choice = f"only_other_accounts={'true' if only_others else 'false'}"
        addresses = PageAddresses(f"{status.uri}/replies", choice)
        if page is None:
            first = addresses.page(FIRST_PAGE)
            return write_paged_collection(addresses.whole, status.replies_count, first)
        readership = self.statuses.readership
        left_out = status.account_id if only_others else ""
        pages = readership.access.db.status_pages
        found = await pages.replies_to(status.id, page, without_author_id=left_out)
        items = [one.status.uri for one in await readership.visible(found.items, visitor)]
        return write_page(addresses.facts(page, found, items, status.replies_count))
