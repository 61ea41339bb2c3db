"""``/.well-known/oauth-authorization-server`` (RFC 8414, row G-004)."""

import attrs

from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.oauth_metadata import oauth_metadata_json
from gotosocial.models.addresses import Addresses


@attrs.frozen
class OAuthMetadataDoors:
    """Apps ask here whether PKCE is understood."""

    addresses: Addresses

    @route(
        "GET",
        "/.well-known/oauth-authorization-server",
        public=True,
        auth="none",
        produces=("application/json",),
    )
    async def metadata(self, call: Call) -> AnyReply:
        """Return what OAuth here can do."""
        return json_reply(oauth_metadata_json(self.addresses), cache="public, max-age=120")
