"""Accounts: one's own, others', their posts, and finding them (rows A-04, A-05, A-10, A-21, A-22, A-31)."""

import attrs

from gotosocial.handlers.accounts.edit import ProfileEditor
from gotosocial.handlers.accounts.settings import AccountSettingsReader
from gotosocial.handlers.search.search import Search, Searcher
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.timelines.account import AccountTimeline
from gotosocial.http.call import Call
from gotosocial.http.pages import offset_paging, page_reply, paging
from gotosocial.http.reply import AnyReply, json_list, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.account import credential_account_json
from gotosocial.mastodon.forms.account import (
    AccountIdsForm,
    AccountSearchForm,
    AccountStatusesForm,
    LookupForm,
)
from gotosocial.mastodon.forms.profile import UpdateCredentialsForm

MOST_AT_ONCE = 40


@attrs.frozen
class AccountDoors:
    """``/api/v1/accounts``, but for what stands between two of them."""

    access: Access
    show: Show
    own: AccountSettingsReader
    editor: ProfileEditor
    timeline: AccountTimeline
    searcher: Searcher

    @route("GET", "/api/v1/accounts/verify_credentials", scope=("profile", "read:accounts"), kept="thing")
    async def verify_credentials(self, call: Call) -> AnyReply:
        """Return the requester's own account with its source."""
        return await self._own(call)

    @route(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        scope="write:accounts",
        form=UpdateCredentialsForm,
        body="upload",
        files=2,
        moved="allow",
    )
    async def update_credentials(self, call: Call) -> AnyReply:
        """Change the profile and return it."""
        await self.editor.edit(call.who, call.form)
        return await self._own(call)

    @route("DELETE", "/api/v1/profile/avatar", scope="write:accounts")
    async def delete_avatar(self, call: Call) -> AnyReply:
        """Remove the own avatar."""
        await self.editor.remove_picture(call.who, "avatar")
        return await self._own(call)

    @route("DELETE", "/api/v1/profile/header", scope="write:accounts")
    async def delete_header(self, call: Call) -> AnyReply:
        """Remove the own header."""
        await self.editor.remove_picture(call.who, "header")
        return await self._own(call)

    @route("GET", "/api/v1/accounts/lookup", scope="read:accounts", form=LookupForm)
    async def lookup(self, call: Call) -> AnyReply:
        """Return the account with a name."""
        return json_reply(await self.show.account(await self.searcher.lookup(call.who, call.form.acct)))

    @route("GET", "/api/v1/accounts/search", scope="read:accounts", form=AccountSearchForm)
    async def search(self, call: Call) -> AnyReply:
        """Return the known accounts whose names fit."""
        page = offset_paging(call, default=40, maximum=80)
        search = Search(
            text=call.form.query,
            limit=page.limit,
            offset=page.offset,
            only_following=call.form.following,
            resolve=call.form.resolve,
        )
        return json_list(await self.show.accounts(await self.searcher.accounts(call.who, search)))

    @route("GET", "/api/v1/accounts", scope="read:accounts", form=AccountIdsForm)
    async def several(self, call: Call) -> AnyReply:
        """Return several accounts at once; unknown ones are left out (row G-036)."""
        viewer = await self.access.viewer(call.who.account_id)
        found = await self.access.visible_accounts(call.form.ids[:MOST_AT_ONCE], viewer)
        return json_list(await self.show.accounts(found))

    @route("GET", "/api/v1/accounts/{id}", scope="read:accounts", kept="thing")
    async def get(self, call: Call) -> AnyReply:
        """Return one account."""
        return json_reply(await self.show.account(await self.searcher.by_id(call.who, call.args["id"])))

    @route(
        "GET", "/api/v1/accounts/{id}/statuses", scope="read:statuses", form=AccountStatusesForm, kept=True
    )
    async def statuses(self, call: Call) -> AnyReply:
        """Return what an account posted, or what it pinned."""
        viewer = await self.access.viewer(call.who.account_id)
        if call.form.pinned:
            pinned = await self.timeline.pinned(call.who, call.args["id"])
            return json_list(await self.show.statuses(pinned, viewer))
        page = paging(call, default=30, maximum=80)
        found = await self.timeline.page(call.who, call.args["id"], page, call.form.wanted)
        return page_reply(call, await self.show.statuses(found.items, viewer), found, page.limit)

    async def _own(self, call: Call) -> AnyReply:
        own = await self.own.own(call.who)
        public = await self.show.account(own.account)
        return json_reply(
            credential_account_json(
                public, own.account, own.settings, follow_requests=own.follow_requests
            )
        )
