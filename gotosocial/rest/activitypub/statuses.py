"""``/users/name/statuses/id`` and the replies to it (rows U-15, Z-18)."""

from urllib.parse import quote

import attrs

from gotosocial.handlers.documents.serve_replies import ReplyDocuments
from gotosocial.handlers.documents.serve_status import StatusDocuments
from gotosocial.http.accept import prefers_page
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, redirect
from gotosocial.http.routes import route
from gotosocial.http.tree import parse_pairs
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.signed_fetch import Wanted
from gotosocial.rest.activitypub.collections import asked_page
from gotosocial.rest.activitypub.document_reply import DOCUMENT, DOCUMENT_OR_PAGE, VARY, document_reply
from gotosocial.rest.activitypub.visits import Visits

STATUS = "/users/{name}/statuses/{id}"
MOST_REPLIES = 40


@attrs.frozen
class StatusDoors:
    """Posts, boosts and their replies."""

    statuses: StatusDocuments
    answers: ReplyDocuments
    visits: Visits
    addresses: Addresses

    @route("GET", STATUS, public=True, auth="none", group="s2s", produces=DOCUMENT_OR_PAGE)
    async def status(self, call: Call) -> AnyReply:
        """Return the document of a post or a boost; browsers are sent to its page."""
        name, status_id = call.args["name"], call.args["id"].upper()
        if prefers_page(call.headers.get("accept")):
            return redirect(self.addresses.status_url(quote(name), quote(status_id)), headers=VARY)
        visitor = await self.visits.enter(call, Wanted.POST)
        return document_reply(call, await self.statuses.status(name, status_id, visitor))

    @route("GET", f"{STATUS}/replies", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def replies(self, call: Call) -> AnyReply:
        """Return the replies to a post."""
        visitor = await self.visits.enter(call, Wanted.POST)
        asked = dict(parse_pairs(call.query.encode("latin-1")))
        document = await self.answers.replies(
            call.args["name"],
            call.args["id"].upper(),
            visitor,
            asked_page(call, default=20, maximum=MOST_REPLIES),
            only_others=asked.get("only_other_accounts") != "false",
        )
        return document_reply(call, document)
