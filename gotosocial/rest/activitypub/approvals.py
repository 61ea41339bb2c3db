"""``/users/name/authorizations/id`` and ``/users/name/accepts/id``: proofs of what was allowed (row V-17)."""

import attrs

from gotosocial.handlers.documents.serve_approvals import ApprovalDocuments
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply
from gotosocial.http.routes import route
from gotosocial.models.rules.signed_fetch import Wanted
from gotosocial.rest.activitypub.document_reply import DOCUMENT, document_reply
from gotosocial.rest.activitypub.visits import Visits


@attrs.frozen
class ApprovalDoors:
    """What other servers look at before they believe that a reply or a boost was allowed."""

    approvals: ApprovalDocuments
    visits: Visits

    @route(
        "GET", "/users/{name}/authorizations/{id}", public=True, auth="none", group="s2s", produces=DOCUMENT
    )
    async def authorization(self, call: Call) -> AnyReply:
        """Return the authorization of an accepted interaction."""
        visitor = await self.visits.enter(call, Wanted.POST)
        name, request_id = call.args["name"], call.args["id"].upper()
        return document_reply(call, await self.approvals.authorization(name, request_id, visitor))

    @route("GET", "/users/{name}/accepts/{id}", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def accept(self, call: Call) -> AnyReply:
        """Return the Accept of an interaction."""
        visitor = await self.visits.enter(call, Wanted.POST)
        name, request_id = call.args["name"], call.args["id"].upper()
        return document_reply(call, await self.approvals.accept(name, request_id, visitor))
