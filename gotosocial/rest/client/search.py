"""Searching (rows R-01 to R-06)."""

import attrs

from gotosocial.handlers.search.search import Found, Search, Searcher
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.http.call import Call
from gotosocial.http.pages import offset_paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.search import SearchForm
from gotosocial.mastodon.search import search_v1_json, search_v2_json
from gotosocial.mastodon.tag import tag_json
from gotosocial.models.addresses import Addresses


@attrs.frozen
class SearchDoors:
    """``/api/v1/search`` and ``/api/v2/search``, which differ in how they write hashtags."""

    access: Access
    show: Show
    searcher: Searcher
    addresses: Addresses

    @route("GET", "/api/v1/search", scope="read:search", form=SearchForm)
    async def v1(self, call: Call) -> AnyReply:
        """Search; hashtags come as names."""
        found = await self._search(call)
        accounts, statuses = await self._shown(call, found)
        return json_reply(search_v1_json(accounts, statuses, [tag.name for tag in found.tags]))

    @route("GET", "/api/v2/search", scope="read:search", form=SearchForm)
    async def v2(self, call: Call) -> AnyReply:
        """Search; hashtags come as tags."""
        found = await self._search(call)
        accounts, statuses = await self._shown(call, found)
        tags = [tag_json(tag.name, self.addresses, is_followed=False) for tag in found.tags]
        return json_reply(search_v2_json(accounts, statuses, tags))

    async def _search(self, call: Call) -> Found:
        form = call.form
        page = offset_paging(call, default=20, maximum=40)
        return await self.searcher.everything(
            call.who,
            Search(
                text=form.query,
                kind=form.kind,
                limit=page.limit,
                offset=page.offset,
                only_following=form.following,
                author_id=form.account_id,
                resolve=form.resolve,
            ),
        )

    async def _shown(self, call: Call, found: Found) -> tuple[list[bytes], list[bytes]]:
        viewer = await self.access.viewer(call.who.account_id)
        return await self.show.accounts(found.accounts), await self.show.statuses(found.statuses, viewer)
