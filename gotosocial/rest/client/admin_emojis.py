"""``/api/v1/admin/custom_emojis``: custom emojis for admins (rows E-02, E-04 and E-05)."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import attrs

from gotosocial.handlers.emojis.administer import EmojiAdministrator
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Headers, json_reply
from gotosocial.http.routes import route
from gotosocial.http.tree import parse_pairs
from gotosocial.mastodon.admin_emoji import admin_emoji_entity, category_entity
from gotosocial.mastodon.emoji import emoji_entity
from gotosocial.mastodon.forms.emoji import EmojiForm, EmojiListForm, NewEmojiForm
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji

_PATH = "/api/v1/admin/custom_emojis"


@attrs.frozen
class AdminEmojiDoors:
    """The list, and one emoji."""

    emojis: EmojiAdministrator
    addresses: Addresses

    @route("GET", _PATH, scope="admin:read", auth="admin", form=EmojiListForm)
    async def list(self, call: Call) -> AnyReply:
        """Return emojis of all servers by shortcode, or those that a filter lets through."""
        form: EmojiListForm = call.form
        found = await self.emojis.page(form.wanted, form.span)
        shown = [admin_emoji_entity(one, self.addresses) for one in found]
        return json_reply(shown, headers=_links(call, found, form.span.limit))

    @route("GET", f"{_PATH}/categories", scope="admin:read", auth="admin")
    async def categories(self, call: Call) -> AnyReply:
        """Return the categories in use."""
        return json_reply([category_entity(name) for name in await self.emojis.categories()])

    @route("GET", f"{_PATH}/{{id}}", scope="admin:read", auth="admin")
    async def one(self, call: Call) -> AnyReply:
        """Return an emoji."""
        return self._shown(await self.emojis.get(call.args["id"]))

    @route("POST", _PATH, scope="admin:write", auth="admin", form=NewEmojiForm, body="upload", files=1)
    async def add(self, call: Call) -> AnyReply:
        """Add an emoji of this server."""
        form: NewEmojiForm = call.form
        emoji = await self.emojis.add(form.shortcode, form.path, form.category)
        return json_reply(emoji_entity(emoji, self.addresses))

    @route(
        "PATCH", f"{_PATH}/{{id}}", scope="admin:write", auth="admin", form=EmojiForm, body="upload", files=1
    )
    async def change(self, call: Call) -> AnyReply:
        """Change an emoji of this server; copy, disable or enable one of another server."""
        form: EmojiForm = call.form
        emoji_id = call.args["id"]
        if form.deed == "copy":
            return self._shown(await self.emojis.copy(emoji_id, form.shortcode, form.category or ""))
        if form.deed == "modify":
            return self._shown(await self.emojis.modify(emoji_id, form.path, form.category))
        return self._shown(await self.emojis.switch(emoji_id, is_disabled=form.deed == "disable"))

    @route("DELETE", f"{_PATH}/{{id}}", scope="admin:write", auth="admin")
    async def delete(self, call: Call) -> AnyReply:
        """Delete an emoji of this server."""
        return self._shown(await self.emojis.delete(call.args["id"]))

    def _shown(self, emoji: Emoji) -> AnyReply:
        return json_reply(admin_emoji_entity(emoji, self.addresses))


def _links(call: Call, found: Sequence[Emoji], limit: int) -> Headers:
    if not found:
        return ()
    pairs = parse_pairs(call.query.encode("latin-1"))
    kept = [pair for pair in pairs if pair[0] == "filter"]
    start = f"{call.origin}{call.path}?{urlencode([*kept, ('limit', str(limit))])}"
    last, first = (quote(f"{one.shortcode}@{one.domain}", safe="") for one in (found[-1], found[0]))
    links = [f'<{start}&min_shortcode_domain={first}>; rel="prev"']
    if len(found) == limit:
        links.insert(0, f'<{start}&max_shortcode_domain={last}>; rel="next"')
    return (("Link", ", ".join(links)),)
