"""Blocked and allowed domains, for admins (rows J-05, J-17)."""

import attrs

from gotosocial.handlers.domains.expire_keys import KeyExpiry
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_list, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.domain_permission import domain_permission_json
from gotosocial.mastodon.forms.domain_permission import (
    DomainForm,
    DomainPermissionForm,
    ExportForm,
    NewDomainPermissionForm,
)
from gotosocial.models.domain_permission import PermissionKind

_BLOCKS, _ALLOWS = "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"
_READ = {"block": "admin:read:domain_blocks", "allow": "admin:read:domain_allows"}
_WRITE = {"block": "admin:write:domain_blocks", "allow": "admin:write:domain_allows"}


@attrs.frozen
class DomainPermissionDoors:
    """``/api/v1/admin/domain_blocks``, ``domain_allows`` and ``domain_keys_expire``."""

    permissions: DomainPermissions
    expiry: KeyExpiry

    @route("GET", _BLOCKS, scope=_READ["block"], auth="admin", form=ExportForm)
    async def blocks(self, call: Call) -> AnyReply:
        """Return blocks, newest first; an export has all of them."""
        return await self._list(call, "block")

    @route("GET", _ALLOWS, scope=_READ["allow"], auth="admin", form=ExportForm)
    async def allows(self, call: Call) -> AnyReply:
        """Return allows, newest first; an export has all of them."""
        return await self._list(call, "allow")

    @route("POST", _BLOCKS, scope=_WRITE["block"], auth="admin", form=NewDomainPermissionForm)
    async def block(self, call: Call) -> AnyReply:
        """Block a domain."""
        return await self._add(call, "block")

    @route("POST", _ALLOWS, scope=_WRITE["allow"], auth="admin", form=NewDomainPermissionForm)
    async def allow(self, call: Call) -> AnyReply:
        """Allow a domain."""
        return await self._add(call, "allow")

    @route("GET", f"{_BLOCKS}/{{id}}", scope=_READ["block"], auth="admin", form=ExportForm)
    async def one_block(self, call: Call) -> AnyReply:
        """Return one block."""
        return await self._one(call, "block")

    @route("GET", f"{_ALLOWS}/{{id}}", scope=_READ["allow"], auth="admin", form=ExportForm)
    async def one_allow(self, call: Call) -> AnyReply:
        """Return one allow."""
        return await self._one(call, "allow")

    @route("PUT", f"{_BLOCKS}/{{id}}", scope=_WRITE["block"], auth="admin", form=DomainPermissionForm)
    async def change_block(self, call: Call) -> AnyReply:
        """Change the comments of a block."""
        return await self._change(call, "block")

    @route("PUT", f"{_ALLOWS}/{{id}}", scope=_WRITE["allow"], auth="admin", form=DomainPermissionForm)
    async def change_allow(self, call: Call) -> AnyReply:
        """Change the comments of an allow."""
        return await self._change(call, "allow")

    @route("DELETE", f"{_BLOCKS}/{{id}}", scope=_WRITE["block"], auth="admin")
    async def unblock(self, call: Call) -> AnyReply:
        """Take a block away."""
        return await self._remove(call, "block")

    @route("DELETE", f"{_ALLOWS}/{{id}}", scope=_WRITE["allow"], auth="admin")
    async def unallow(self, call: Call) -> AnyReply:
        """Take an allow away."""
        return await self._remove(call, "allow")

    @route("POST", "/api/v1/admin/domain_keys_expire", scope="admin:write", auth="admin", form=DomainForm)
    async def expire_keys(self, call: Call) -> AnyReply:
        """Let the keys of a domain be fetched again."""
        return json_reply({"action_id": await self.expiry.expire(call.form.domain)})

    async def _list(self, call: Call, kind: PermissionKind) -> AnyReply:
        if call.form.is_export:
            every = await self.permissions.list(kind)
            return json_list([domain_permission_json(one, is_export=True) for one in every])
        page = paging(call, default=100, maximum=200)
        found = await self.permissions.page(kind, page)
        return page_reply(call, [domain_permission_json(one) for one in found.items], found, page.limit)

    async def _one(self, call: Call, kind: PermissionKind) -> AnyReply:
        found = await self.permissions.get(kind, call.args["id"])
        return json_reply(domain_permission_json(found, is_export=call.form.is_export))

    async def _add(self, call: Call, kind: PermissionKind) -> AnyReply:
        added = await self.permissions.add(kind, call.form.wish, by=call.who.account_id)
        return json_reply(domain_permission_json(added))

    async def _change(self, call: Call, kind: PermissionKind) -> AnyReply:
        changed = await self.permissions.change(kind, call.args["id"], call.form.wish)
        return json_reply(domain_permission_json(changed))

    async def _remove(self, call: Call, kind: PermissionKind) -> AnyReply:
        removed = await self.permissions.remove(kind, call.args["id"])
        return json_reply(domain_permission_json(removed))
