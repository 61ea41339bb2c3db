"""Media for admins: cleaning, fetching again, and how much room they take (rows D-13 to D-15, U3-11)."""

import attrs

from gotosocial.handlers.housekeeping.count_usage import UsageCounter
from gotosocial.handlers.media.administer import MediaAdministrator
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.media_cleanup import MediaCleanupForm, MediaRefetchForm
from gotosocial.mastodon.media_usage import usage_json


@attrs.frozen
class AdminMediaDoors:
    """``/api/v1/admin/media_cleanup``, ``media_refetch``, and ``media/usage``, which is our own."""

    media: MediaAdministrator
    usage: UsageCounter

    @route("POST", "/api/v1/admin/media_cleanup", scope="admin:write", auth="admin", form=MediaCleanupForm)
    async def clean(self, call: Call) -> AnyReply:
        """Begin a cleaning."""
        return json_reply(await self.media.clean(call.form.days))

    @route("POST", "/api/v1/admin/media_refetch", scope="admin:write", auth="admin", form=MediaRefetchForm)
    async def refetch(self, call: Call) -> AnyReply:
        """Begin to fetch what could not be had."""
        await self.media.refetch(call.form.domain)
        return json_reply({"status": "OK"})

    @route("GET", "/api/v1/admin/media/usage", scope="admin:read", auth="admin")
    async def show_usage(self, call: Call) -> AnyReply:
        """Return the room of each domain, the one with most first."""
        report = await self.usage.count()
        return json_reply([usage_json(one.domain, one.counts, one.sizes) for one in report.domains])
