"""Inboxes: what other servers send arrives here (rows I-01, I-02 and G-107)."""

import attrs

from gotosocial.errors import Gone, NotAcceptable
from gotosocial.federation.gate import Gate
from gotosocial.handlers.inbox.keep import ActivityKeeper
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.rest.activitypub.asked import asked_of

_KINDS = frozenset({"application/activity+json", "application/ld+json"})
_CHARSETS = frozenset({"", "utf-8", "utf8"})


@attrs.frozen
class InboxDoors:
    """The inbox of each actor, and the one that all of them share."""

    gate: Gate
    keeper: ActivityKeeper

    @route("POST", "/users/{name}/inbox", public=True, auth="none", body="raw", group="inbox")
    async def personal(self, call: Call) -> AnyReply:
        """Take in what is meant for one account."""
        return await self._take(call, call.args["name"])

    @route("POST", "/inbox", public=True, auth="none", body="raw", group="inbox")
    async def shared(self, call: Call) -> AnyReply:
        """Take in what is meant for anybody here."""
        return await self._take(call, "")

    async def _take(self, call: Call, name: str) -> AnyReply:
        if not is_activity(call.headers.get("content-type")):
            raise NotAcceptable("an inbox takes application/activity+json")
        try:
            sender = await self.gate.admit(asked_of(call))
        except Gone:
            # Whoever is gone says so to everybody who never knew him: there is nothing to be done.
            return _accepted()
        await self.keeper.keep(sender, call.body, username=name)
        return _accepted()


def is_activity(content_type: str) -> bool:
    """Tell whether a body of this type is read: ActivityPub in UTF-8, with or without a profile."""
    kind, *parameters = (part.strip() for part in content_type.split(";"))
    named = dict(one.lower().partition("=")[::2] for one in parameters)
    return kind.lower() in _KINDS and named.get("charset", "").strip('" ') in _CHARSETS


def _accepted() -> AnyReply:
    return json_reply({"status": "Accepted"}, status=202)
