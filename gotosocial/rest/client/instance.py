"""The instance itself (rows K4-30, K4-31, WE-27)."""

import attrs

from gotosocial.handlers.instance.describe import InstanceDescriber
from gotosocial.handlers.instance.edit import InstanceEditor
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.instance import InstanceForm
from gotosocial.mastodon.instance_v1 import instance_v1_json
from gotosocial.mastodon.instance_v2 import instance_v2_json
from gotosocial.mastodon.rules import rules_json


@attrs.frozen
class InstanceDoors:
    """``/api/v1/instance`` and ``/api/v2/instance``."""

    describer: InstanceDescriber
    editor: InstanceEditor

    @route("GET", "/api/v1/instance", public=True, auth="none", kept="thing")
    async def v1(self, call: Call) -> AnyReply:
        """Return the instance in its old form."""
        return json_reply(instance_v1_json(await self.describer.facts()))

    @route(
        "PATCH",
        "/api/v1/instance",
        scope="admin:write",
        auth="admin",
        form=InstanceForm,
        body="upload",
        files=2,
    )
    async def edit(self, call: Call) -> AnyReply:
        """Change the instance and return it in its old form."""
        await self.editor.edit(call.form)
        return json_reply(instance_v1_json(await self.describer.facts()))

    @route("GET", "/api/v2/instance", public=True, auth="none", kept="thing")
    async def v2(self, call: Call) -> AnyReply:
        """Return the instance."""
        return json_reply(instance_v2_json(await self.describer.facts()))

    @route("GET", "/api/v1/instance/rules", public=True, auth="none")
    async def rules(self, call: Call) -> AnyReply:
        """Return the rules."""
        return json_reply(rules_json(tuple(await self.describer.rules())))
