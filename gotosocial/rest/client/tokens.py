"""The tokens that somebody's apps have (rows AU-09, AU-10)."""

from collections.abc import Sequence

import attrs
import orjson

from gotosocial.handlers.auth.list_tokens import TokenLists
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.token import token_info
from gotosocial.models.token import AccessToken


@attrs.frozen
class TokenListDoors:
    """``/api/v1/tokens``."""

    tokens: TokenLists

    @route("GET", "/api/v1/tokens", scope="read:accounts")
    async def page(self, call: Call) -> AnyReply:
        """Return a page of the requester's tokens."""
        page = paging(call, default=25, maximum=100)
        found = await self.tokens.page(call.who, page)
        return page_reply(call, await self._shown(found.items), found, page.limit)

    @route("GET", "/api/v1/tokens/{id}", scope="read:accounts")
    async def one(self, call: Call) -> AnyReply:
        """Return one of the requester's tokens."""
        (shown,) = await self._shown([await self.tokens.get(call.who, call.args["id"])])
        return json_reply(shown)

    @route("POST", "/api/v1/tokens/{id}/invalidate", scope="write:accounts", moved="allow")
    async def invalidate(self, call: Call) -> AnyReply:
        """End one of the requester's tokens."""
        (shown,) = await self._shown([await self.tokens.invalidate(call.who, call.args["id"])])
        return json_reply(shown)

    async def _shown(self, tokens: Sequence[AccessToken]) -> list[bytes]:
        applications = await self.tokens.applications(tokens)
        return [orjson.dumps(token_info(one, applications.get(one.application_id))) for one in tokens]
