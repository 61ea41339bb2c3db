"""``/.well-known/nodeinfo`` and ``/nodeinfo/2.x`` (rows U-19, O-27)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.instance.describe import InstanceDescriber
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Reply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.nodeinfo import (
    VERSIONS,
    nodeinfo_content_type,
    nodeinfo_json,
    nodeinfo_links_json,
)
from gotosocial.models.addresses import Addresses

CACHE = "public, max-age=120"
DAY = "public, max-age=86400"
JSON = ("application/json",)


@attrs.frozen
class NodeinfoDoors:
    """What the instance is and how big it is."""

    describer: InstanceDescriber
    addresses: Addresses

    @route("GET", "/.well-known/nodeinfo", public=True, auth="none", group="s2s", produces=JSON)
    async def links(self, call: Call) -> AnyReply:
        """Return where the documents are."""
        return json_reply(nodeinfo_links_json(self.addresses), cache=CACHE)

    @route("GET", "/nodeinfo/{version}", public=True, auth="none", group="s2s", produces=JSON)
    async def document(self, call: Call) -> AnyReply:
        """Return the document of one version."""
        version = call.args["version"]
        if version not in VERSIONS:
            raise NotFound(f"the versions of NodeInfo here are {' and '.join(VERSIONS)}")
        choices = self.describer.choices
        body = nodeinfo_json(
            version,
            software_version=choices.software_version,
            source_url=choices.source_url,
            counts=await self.describer.counts(),
            is_registration_open=choices.limits.is_registration_open,
        )
        return Reply(body=body, content_type=nodeinfo_content_type(version), cache=DAY)
