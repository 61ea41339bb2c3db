"""What people do with a status: favourite, boost, bookmark, pin, mute its thread (S-15, S-16, S-21, A-32)."""

from collections.abc import Awaitable, Callable

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.statuses.bookmark import Bookmarks
from gotosocial.handlers.statuses.boost import Boosts
from gotosocial.handlers.statuses.favourite import Favourites
from gotosocial.handlers.statuses.mute_thread import ThreadMutes
from gotosocial.handlers.statuses.pin import Pins
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.status import BoostForm
from gotosocial.models.requester import Requester

Deed = Callable[[Requester, str], Awaitable[str]]


@attrs.frozen(kw_only=True)
class StatusDeeds:
    """The five collections that a status can be put into."""

    favourites: Favourites
    boosts: Boosts
    bookmarks: Bookmarks
    pins: Pins
    thread_mutes: ThreadMutes


@attrs.frozen
class StatusMarkDoors:
    """``/api/v1/statuses/{id}/...``: every door does one deed and shows the status as it is then."""

    access: Access
    show: Show
    deeds: StatusDeeds

    @route("POST", "/api/v1/statuses/{id}/favourite", scope="write:favourites")
    async def favourite(self, call: Call) -> AnyReply:
        """Favourite."""
        return await self._after(call, self.deeds.favourites.add)

    @route("POST", "/api/v1/statuses/{id}/unfavourite", scope="write:favourites", moved="allow")
    async def unfavourite(self, call: Call) -> AnyReply:
        """Take a favourite back."""
        return await self._after(call, self.deeds.favourites.remove)

    @route("POST", "/api/v1/statuses/{id}/reblog", scope="write:statuses", form=BoostForm)
    async def reblog(self, call: Call) -> AnyReply:
        """Boost, and return the boost."""
        boost_id = await self.deeds.boosts.add(call.who, call.args["id"], call.form.visibility)
        return await self._shown(call, boost_id)

    @route("POST", "/api/v1/statuses/{id}/unreblog", scope="write:statuses", moved="allow")
    async def unreblog(self, call: Call) -> AnyReply:
        """Take a boost back, and return the original."""
        return await self._after(call, self.deeds.boosts.remove)

    @route("POST", "/api/v1/statuses/{id}/bookmark", scope="write:bookmarks")
    async def bookmark(self, call: Call) -> AnyReply:
        """Bookmark."""
        return await self._after(call, self.deeds.bookmarks.add)

    @route("POST", "/api/v1/statuses/{id}/unbookmark", scope="write:bookmarks", moved="allow")
    async def unbookmark(self, call: Call) -> AnyReply:
        """Remove a bookmark."""
        return await self._after(call, self.deeds.bookmarks.remove)

    @route("POST", "/api/v1/statuses/{id}/pin", scope="write:accounts")
    async def pin(self, call: Call) -> AnyReply:
        """Pin to the profile."""
        return await self._after(call, self.deeds.pins.add)

    @route("POST", "/api/v1/statuses/{id}/unpin", scope="write:accounts", moved="allow")
    async def unpin(self, call: Call) -> AnyReply:
        """Unpin."""
        return await self._after(call, self.deeds.pins.remove)

    @route("POST", "/api/v1/statuses/{id}/mute", scope="write:mutes")
    async def mute(self, call: Call) -> AnyReply:
        """Mute the thread."""
        return await self._after(call, self.deeds.thread_mutes.add)

    @route("POST", "/api/v1/statuses/{id}/unmute", scope="write:mutes", moved="allow")
    async def unmute(self, call: Call) -> AnyReply:
        """Unmute the thread."""
        return await self._after(call, self.deeds.thread_mutes.remove)

    async def _after(self, call: Call, deed: Deed) -> AnyReply:
        return await self._shown(call, await deed(call.who, call.args["id"]))

    async def _shown(self, call: Call, status_id: str) -> AnyReply:
        viewer = await self.access.viewer(call.who.account_id)
        return json_reply(await self.show.status(await self.access.status(status_id, viewer), viewer))
