"""Statuses: writing, reading, removing, threads (rows S-01 to S-32)."""

import attrs

from gotosocial.errors import Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.statuses.context import ThreadReader
from gotosocial.handlers.statuses.publish import StatusPublisher
from gotosocial.handlers.statuses.remove import StatusDeleter
from gotosocial.handlers.statuses.source import StatusSources
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_list, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.context import context_json
from gotosocial.mastodon.forms.status import DeletionForm, StatusForm, StatusIdsForm
from gotosocial.mastodon.status_source import status_source_json


@attrs.frozen
class StatusDoors:
    """``/api/v1/statuses``."""

    access: Access
    show: Show
    publisher: StatusPublisher
    deleter: StatusDeleter
    threads: ThreadReader
    sources: StatusSources

    @route("POST", "/api/v1/statuses", scope="write:statuses", form=StatusForm)
    async def create(self, call: Call) -> AnyReply:
        """Publish a status; a repeated Idempotency-Key gives the first one (row G-030)."""
        key = call.headers.get("idempotency-key")
        status_id = await self.publisher.publish(call.who, call.form, key)
        return await self._one(call, status_id)

    @route("GET", "/api/v1/statuses", scope="read:statuses", form=StatusIdsForm)
    async def several(self, call: Call) -> AnyReply:
        """Return several statuses at once; unknown ones are left out (row Z-13)."""
        viewer = await self.access.viewer_of(call.requester)
        page = await self.access.visible(call.form.ids, viewer)
        return json_list(await self.show.statuses(page, viewer))

    @route("GET", "/api/v1/statuses/{id}", scope="read:statuses", kept="thing")
    async def get(self, call: Call) -> AnyReply:
        """Return one status."""
        return await self._one(call, call.args["id"])

    @route("DELETE", "/api/v1/statuses/{id}", scope="write:statuses", form=DeletionForm)
    async def delete(self, call: Call) -> AnyReply:
        """Delete an own status and return it with its source, to be written anew (row S-18)."""
        form: DeletionForm = call.form
        seen = await self.deleter.delete(call.who, call.args["id"], with_media=form.deletes_media)
        viewer = await self.access.viewer_of(call.requester)
        return json_reply(await self.show.status(seen, viewer, text=seen.status.text))

    @route("PUT", "/api/v1/statuses/{id}", scope="write:statuses")
    async def edit(self, call: Call) -> AnyReply:
        """Refuse to edit an own status, as everything that is still to come is refused."""
        await self.sources.get(call.who, call.args["id"])
        raise Refused("editing a status is not available yet: delete it and write it anew")

    @route("GET", "/api/v1/statuses/{id}/context", scope="read:statuses")
    async def context(self, call: Call) -> AnyReply:
        """Return the thread around a status."""
        thread = await self.threads.read(call.requester, call.args["id"])
        viewer = await self.access.viewer_of(call.requester)
        ancestors = await self.show.statuses(thread.ancestors, viewer)
        return json_reply(context_json(ancestors, await self.show.statuses(thread.descendants, viewer)))

    @route("GET", "/api/v1/statuses/{id}/source", scope="read:statuses")
    async def source(self, call: Call) -> AnyReply:
        """Return the text of an own status as it was typed."""
        return json_reply(status_source_json(await self.sources.get(call.who, call.args["id"])))

    async def _one(self, call: Call, status_id: str) -> AnyReply:
        viewer = await self.access.viewer_of(call.requester)
        return json_reply(await self.show.status(await self.access.status(status_id, viewer), viewer))
