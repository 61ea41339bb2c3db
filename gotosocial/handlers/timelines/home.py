"""Reading the home timeline (rows T-01 to T-05).

Entries were written when the statuses were; here they are only read, and what may have changed since is
asked again: follows, blocks, mutes, boost switches and visibility.
"""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.models.rules.home import still_belongs_home
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.timeline_entry import home_of
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class HomeTimeline:
    """Reads the home timeline of a local account."""

    access: Access
    clock: Clock

    async def page(self, requester: Requester, page: Page, *, only_local: bool = False) -> Slice[Seen]:
        """Return a page of the requester's home, newest first."""
        if requester.has_moved:
            return Slice(items=[])
        found = await self.access.db.timelines.page(home_of(requester.account_id), page)
        viewer = await self.access.viewer(requester.account_id)
        now = self.clock.now()
        items = [
            seen
            for seen in await self.access.seen(found.items, viewer)
            if still_belongs_home(seen, viewer, now) and (seen.status.is_local or not only_local)
        ]
        return found.showing(items)

    async def entry(self, account_id: str, status_id: str) -> Seen:
        """Return a status that the account's home may show now, as it is streamed, or raise NotFound."""
        viewer = await self.access.viewer(account_id)
        seen = await self.access.status(status_id, viewer)
        if not still_belongs_home(seen, viewer, self.clock.now()):
            raise NotFound("this status does not belong to the home timeline")
        return seen
