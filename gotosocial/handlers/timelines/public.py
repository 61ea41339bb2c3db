"""Reading the public, local and tag timelines (rows T-06, T-08, T-17)."""

import attrs

from gotosocial.errors import Invalid, NotFound, Unauthorized
from gotosocial.handlers.shared.access import Access
from gotosocial.models.origin import Origin
from gotosocial.models.requester import Requester, is_stranger
from gotosocial.models.rules.home import is_from_the_future
from gotosocial.models.rules.muting import is_muted
from gotosocial.models.rules.visibility import Seen, may_see_status
from gotosocial.models.tag import Tag
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class PublicTimelines:
    """Reads what everybody may see. ``is_open``: people who are not signed in may read it too."""

    access: Access
    clock: Clock
    is_open: bool

    async def page(self, requester: Requester | None, page: Page, origin: Origin) -> Slice[Seen]:
        """Return a page of public posts that are no boosts and no replies to others."""
        if is_stranger(requester) and not self.is_open:
            raise Unauthorized("the public timeline needs an access token")
        if requester is not None and requester.has_moved:
            return Slice(items=[])
        found = await self.access.db.status_pages.public(page, origin)
        return await self._show(requester, found)

    async def tagged(self, requester: Requester, name: str, page: Page) -> Slice[Seen]:
        """Return a page of public posts with the tag, replies included."""
        if requester.has_moved:
            return Slice(items=[])
        tag = await self.tag(name)
        if not (tag.is_usable and tag.is_listable):
            raise NotFound("tag not found")
        return await self._show(requester, await self.access.db.status_pages.tagged(tag.name, page))

    async def tag(self, name: str) -> Tag:
        """Return a tag by the name that somebody typed; one that nobody used yet exists too."""
        normal = normal_hashtag(name)
        if normal is None:
            raise Invalid("this is not a hashtag")
        known = await self.access.db.tags.find(normal)
        return known or Tag(name=normal, is_usable=True, is_listable=True)

    async def _show(self, requester: Requester | None, found: Slice[str]) -> Slice[Seen]:
        viewer = await self.access.viewer_of(requester)
        now = self.clock.now()
        items = [
            seen
            for seen in await self.access.seen(found.items, viewer)
            if may_see_status(seen, viewer)
            and not is_from_the_future(seen.status, now)
            and not (viewer and is_muted(seen.status, None, viewer, now))
        ]
        return found.showing(items)
