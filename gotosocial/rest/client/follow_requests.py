"""Requests to follow (rows A-27, A-28)."""

import attrs

from gotosocial.handlers.accounts.follow_requests import FollowRequests
from gotosocial.handlers.accounts.relations import Relations
from gotosocial.handlers.shared.show import Show
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.relationship import relationship_json


@attrs.frozen
class FollowRequestDoors:
    """``/api/v1/follow_requests``."""

    requests: FollowRequests
    relations: Relations
    show: Show

    @route("GET", "/api/v1/follow_requests", scope="read:follows")
    async def incoming(self, call: Call) -> AnyReply:
        """Return who asks to follow the requester."""
        page = paging(call, default=40, maximum=80)
        found = await self.requests.incoming(call.who, page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("GET", "/api/v1/follow_requests/outgoing", scope="read:follows")
    async def outgoing(self, call: Call) -> AnyReply:
        """Return whom the requester asked and who has not answered."""
        page = paging(call, default=40, maximum=80)
        found = await self.requests.outgoing(call.who, page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("POST", "/api/v1/follow_requests/{id}/authorize", scope="write:follows")
    async def authorize(self, call: Call) -> AnyReply:
        """Let an account follow."""
        await self.requests.accept(call.who, call.args["id"])
        return await self._relationship(call)

    @route("POST", "/api/v1/follow_requests/{id}/reject", scope="write:follows", moved="allow")
    async def reject(self, call: Call) -> AnyReply:
        """Turn an account away."""
        await self.requests.reject(call.who, call.args["id"])
        return await self._relationship(call)

    async def _relationship(self, call: Call) -> AnyReply:
        return json_reply(relationship_json(await self.relations.relationship(call.who, call.args["id"])))
