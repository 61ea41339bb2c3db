"""``/users/name``, its key, and custom emojis (rows U-12, U-16, Z-34)."""

from urllib.parse import quote

import attrs

from gotosocial.handlers.documents.read_as import STRANGER
from gotosocial.handlers.documents.serve_actor import ActorDocuments
from gotosocial.http.accept import prefers_page
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, redirect
from gotosocial.http.routes import route
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.signed_fetch import Wanted
from gotosocial.rest.activitypub.document_reply import DOCUMENT, DOCUMENT_OR_PAGE, VARY, document_reply
from gotosocial.rest.activitypub.visits import Visits

WEEK = "public, max-age=604800"
_BY_ACCEPT = (("Vary", "Accept, Accept-Encoding"),)


@attrs.frozen
class ActorDoors:
    """Who somebody is."""

    actors: ActorDocuments
    visits: Visits
    addresses: Addresses

    @route("GET", "/users/{name}", public=True, auth="none", group="s2s", produces=DOCUMENT_OR_PAGE)
    async def actor(self, call: Call) -> AnyReply:
        """Return the actor; to who does not sign at least its key; browsers are sent to the profile."""
        name = call.args["name"]
        is_instance = self.actors.is_instance(name)
        if prefers_page(call.headers.get("accept")):
            page = self.addresses.origin + "/" if is_instance else self.addresses.profile_url(quote(name))
            return redirect(page, headers=VARY)
        visitor = STRANGER if is_instance else await self.visits.enter_for_actor(call)
        if visitor is None:
            return document_reply(call, await self.actors.bare(name))
        return document_reply(call, await self.actors.actor(name, visitor))

    @route("GET", "/users/{name}/main-key", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def key(self, call: Call) -> AnyReply:
        """Return the key: readable by everybody, blocked or not, or no signature could be checked."""
        document = await self.actors.key(call.args["name"])
        return document_reply(call, document, cache=WEEK, vary=_BY_ACCEPT)

    @route("GET", "/emoji/{id}", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def emoji(self, call: Call) -> AnyReply:
        """Return a custom emoji."""
        await self.visits.enter(call, Wanted.EMOJI)
        return document_reply(call, await self.actors.emoji(call.args["id"].upper()))
