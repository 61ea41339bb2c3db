"""``/.well-known/webfinger`` and ``/.well-known/host-meta`` (rows U-17, U-18)."""

import attrs

from gotosocial.handlers.accounts.webfinger import WebfingerAnswers
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Reply
from gotosocial.http.routes import route
from gotosocial.http.tree import parse_pairs
from gotosocial.mastodon.webfinger import JRD, XRD, host_meta_xml, webfinger_json
from gotosocial.models.addresses import Addresses

CACHE = "public, max-age=120"


@attrs.frozen
class WebfingerDoors:
    """Who is meant by a name, and where to ask."""

    answers: WebfingerAnswers
    addresses: Addresses

    @route(
        "GET",
        "/.well-known/webfinger",
        public=True,
        auth="none",
        group="s2s",
        kept="thing",
        produces=("application/jrd+json", "application/json"),
    )
    async def webfinger(self, call: Call) -> AnyReply:
        """Return the document of a local account."""
        asked = dict(parse_pairs(call.query.encode("latin-1")))
        account = await self.answers.find(asked.get("resource", ""))
        return Reply(body=webfinger_json(account, self.addresses), content_type=JRD, cache=CACHE)

    @route(
        "GET",
        "/.well-known/host-meta",
        public=True,
        auth="none",
        group="s2s",
        produces=("application/xrd+xml", "application/xml", "text/xml"),
    )
    async def host_meta(self, call: Call) -> AnyReply:
        """Return where WebFinger is asked."""
        return Reply(body=host_meta_xml(self.addresses), content_type=XRD, cache=CACHE)
