"""Which other servers are known, blocked and allowed, for people (rows J-06, J-18)."""

import attrs

from gotosocial.handlers.domains.expose import ExposedDomains
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.domain_permission import listed_domains_json, peers_json
from gotosocial.mastodon.forms.peers import PeersForm


@attrs.frozen
class InstanceDomainDoors:
    """``/api/v1/instance/domain_blocks``, ``domain_allows`` and ``peers``."""

    exposed: ExposedDomains

    @route("GET", "/api/v1/instance/domain_blocks", public=True)
    async def blocks(self, call: Call) -> AnyReply:
        """Return the blocked domains to whom the admin shows them."""
        return json_reply(listed_domains_json(await self.exposed.list("block", call.requester)))

    @route("GET", "/api/v1/instance/domain_allows", public=True)
    async def allows(self, call: Call) -> AnyReply:
        """Return the allowed domains to whom the admin shows them."""
        return json_reply(listed_domains_json(await self.exposed.list("allow", call.requester)))

    @route("GET", "/api/v1/instance/peers", public=True, form=PeersForm)
    async def peers(self, call: Call) -> AnyReply:
        """Return other servers, as names or as objects."""
        found = await self.exposed.peers(call.form.lists, call.requester)
        return json_reply(peers_json(found.open, found.decided, is_flat=call.form.is_flat))
