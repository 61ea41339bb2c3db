"""Timelines and tags (rows T-01 to T-11, T-17)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.timelines.home import HomeTimeline
from gotosocial.handlers.timelines.marks import MarkedStatuses
from gotosocial.handlers.timelines.public import PublicTimelines
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.timeline import HomeTimelineForm, PublicTimelineForm, TagTimelineForm
from gotosocial.mastodon.tag import tag_json
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.visibility import Seen
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class TimelineDoors:
    """``/api/v1/timelines`` and the lists of marked statuses."""

    access: Access
    show: Show
    home_timeline: HomeTimeline
    public_timelines: PublicTimelines
    marked: MarkedStatuses
    addresses: Addresses

    @route("GET", "/api/v1/timelines/home", scope="read:statuses", form=HomeTimelineForm, kept=True)
    async def home(self, call: Call) -> AnyReply:
        """Return the requester's home timeline."""
        page = paging(call)
        return await self._page(
            call, page, await self.home_timeline.page(call.who, page, only_local=call.form.only_local)
        )

    @route(
        "GET",
        "/api/v1/timelines/public",
        scope="read:statuses",
        auth="optional",
        form=PublicTimelineForm,
        kept=True,
    )
    async def public(self, call: Call) -> AnyReply:
        """Return the public timeline; ``local`` and ``remote`` leave out the others."""
        page = paging(call)
        found = await self.public_timelines.page(call.requester, page, call.form.origin)
        return await self._page(call, page, found)

    @route("GET", "/api/v1/timelines/tag/{name}", scope="read:statuses", form=TagTimelineForm, kept=True)
    async def tagged(self, call: Call) -> AnyReply:
        """Return public posts with a tag."""
        page = paging(call)
        return await self._page(
            call, page, await self.public_timelines.tagged(call.who, call.args["name"], page)
        )

    @route("GET", "/api/v1/favourites", scope="read:favourites")
    async def favourites(self, call: Call) -> AnyReply:
        """Return what the requester favourited."""
        page = paging(call)
        return await self._page(call, page, await self.marked.favourites(call.who, page))

    @route("GET", "/api/v1/bookmarks", scope="read:bookmarks")
    async def bookmarks(self, call: Call) -> AnyReply:
        """Return what the requester bookmarked."""
        page = paging(call, default=30)
        return await self._page(call, page, await self.marked.bookmarks(call.who, page))

    @route("GET", "/api/v1/statuses/{id}/favourited_by", scope="read:accounts")
    async def favourited_by(self, call: Call) -> AnyReply:
        """Return who favourited a status."""
        page = paging(call, default=40, maximum=80)
        found = await self.marked.favourited_by(call.who, call.args["id"], page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("GET", "/api/v1/statuses/{id}/reblogged_by", scope="read:accounts")
    async def reblogged_by(self, call: Call) -> AnyReply:
        """Return who boosted a status."""
        page = paging(call, default=40, maximum=80)
        found = await self.marked.reblogged_by(call.who, call.args["id"], page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("GET", "/api/v1/tags/{name}", scope=("read", "read:follows", "read:statuses"))
    async def tag(self, call: Call) -> AnyReply:
        """Return a tag."""
        tag = await self.public_timelines.tag(call.args["name"])
        return json_reply(tag_json(tag.name, self.addresses, is_followed=False))

    async def _page(self, call: Call, page: Page, found: Slice[Seen]) -> AnyReply:
        viewer = await self.access.viewer_of(call.requester)
        return page_reply(call, await self.show.statuses(found.items, viewer), found, page.limit)
