"""What stands between accounts: follows, requests, blocks, mutes, notes (A-23 to A-30, M-01 to M-06)."""

import attrs

from gotosocial.handlers.accounts.block import Blocks
from gotosocial.handlers.accounts.follow import FollowRequester
from gotosocial.handlers.accounts.mute import Mutes
from gotosocial.handlers.accounts.note import AccountNotes
from gotosocial.handlers.accounts.relations import Relations
from gotosocial.handlers.shared.show import Show
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.account import muted_account_json
from gotosocial.mastodon.forms.account import FollowForm, MuteForm, NoteForm, RelationshipsForm
from gotosocial.mastodon.relationship import relationship_json, relationships_json

BOTH_NAMES = ("read:follows", "read:accounts")
"""The scope of relationships in Mastodon's documents and in those of the reference server."""


@attrs.frozen
class RelationDoors:
    """Deeds from one account to another; each answers with the relationship as it is then."""

    relations: Relations
    follows: FollowRequester
    blocks: Blocks
    mutes: Mutes
    notes: AccountNotes
    show: Show

    @route("GET", "/api/v1/accounts/relationships", scope=BOTH_NAMES, form=RelationshipsForm, kept="thing")
    async def relationships(self, call: Call) -> AnyReply:
        """Return how the requester stands to several accounts."""
        return json_reply(relationships_json(await self.relations.relationships(call.who, call.form.ids)))

    @route("GET", "/api/v1/accounts/{id}/followers", scope="read:accounts")
    async def followers(self, call: Call) -> AnyReply:
        """Return who follows an account."""
        page = paging(call, default=40, maximum=80)
        found = await self.relations.followers(call.who, call.args["id"], page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("GET", "/api/v1/accounts/{id}/following", scope="read:accounts")
    async def following(self, call: Call) -> AnyReply:
        """Return whom an account follows."""
        page = paging(call, default=40, maximum=80)
        found = await self.relations.following(call.who, call.args["id"], page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("POST", "/api/v1/accounts/{id}/follow", scope="write:follows", form=FollowForm)
    async def follow(self, call: Call) -> AnyReply:
        """Follow, or change how one follows."""
        form = call.form
        await self.follows.follow(call.who, call.args["id"], reblogs=form.reblogs, notify=form.notify)
        return await self._relationship(call)

    @route("POST", "/api/v1/accounts/{id}/unfollow", scope="write:follows", moved="allow")
    async def unfollow(self, call: Call) -> AnyReply:
        """Unfollow, or withdraw the request."""
        await self.follows.unfollow(call.who, call.args["id"])
        return await self._relationship(call)

    @route("POST", "/api/v1/accounts/{id}/block", scope="write:blocks", moved="allow")
    async def block(self, call: Call) -> AnyReply:
        """Block."""
        await self.blocks.add(call.who, call.args["id"])
        return await self._relationship(call)

    @route("POST", "/api/v1/accounts/{id}/unblock", scope="write:blocks", moved="allow")
    async def unblock(self, call: Call) -> AnyReply:
        """Unblock."""
        await self.blocks.remove(call.who, call.args["id"])
        return await self._relationship(call)

    @route("GET", "/api/v1/blocks", scope="read:blocks")
    async def blocked(self, call: Call) -> AnyReply:
        """Return whom the requester blocks."""
        page = paging(call, default=40, maximum=80)
        found = await self.blocks.page(call.who, page)
        return page_reply(call, await self.show.accounts(found.items), found, page.limit)

    @route("POST", "/api/v1/accounts/{id}/mute", scope="write:mutes", form=MuteForm)
    async def mute(self, call: Call) -> AnyReply:
        """Mute."""
        form = call.form
        await self.mutes.add(
            call.who, call.args["id"], notifications=form.notifications, duration=form.duration
        )
        return await self._relationship(call)

    @route("POST", "/api/v1/accounts/{id}/unmute", scope="write:mutes", moved="allow")
    async def unmute(self, call: Call) -> AnyReply:
        """Unmute."""
        await self.mutes.remove(call.who, call.args["id"])
        return await self._relationship(call)

    @route("GET", "/api/v1/mutes", scope="read:mutes")
    async def muted(self, call: Call) -> AnyReply:
        """Return whom the requester mutes, and until when."""
        page = paging(call, default=40, maximum=80)
        found = await self.mutes.page(call.who, page)
        shown = await self.show.accounts([account for account, _ in found.items])
        rendered = [
            muted_account_json(public, mute.expires_at)
            for public, (_, mute) in zip(shown, found.items, strict=True)
        ]
        return page_reply(call, rendered, found, page.limit)

    @route("POST", "/api/v1/accounts/{id}/note", scope="write:accounts", form=NoteForm)
    async def note(self, call: Call) -> AnyReply:
        """Keep a private note about an account."""
        await self.notes.put(call.who, call.args["id"], call.form.comment)
        return await self._relationship(call)

    async def _relationship(self, call: Call) -> AnyReply:
        return json_reply(relationship_json(await self.relations.relationship(call.who, call.args["id"])))
