"""What apps ask right after signing in: preferences, markers, custom emojis (rows A-20, T-13, E-01)."""

import attrs
import orjson

from gotosocial.handlers.accounts.settings import AccountSettingsReader
from gotosocial.handlers.instance.emojis import EmojiPicker
from gotosocial.handlers.timelines.markers import Markers
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.emoji import emoji_entity
from gotosocial.mastodon.forms.marker import MarkersForm, MarkersUpdateForm
from gotosocial.mastodon.marker import markers_json
from gotosocial.mastodon.preferences import preferences_json
from gotosocial.models.addresses import Addresses


@attrs.frozen
class PreferenceDoors:
    """Small things that belong to the requester."""

    settings: AccountSettingsReader
    markers: Markers
    emojis: EmojiPicker
    addresses: Addresses

    @route("GET", "/api/v1/preferences", scope="read:accounts")
    async def preferences(self, call: Call) -> AnyReply:
        """Return how the requester posts and reads."""
        return json_reply(preferences_json((await self.settings.own(call.who)).settings))

    @route("GET", "/api/v1/markers", scope="read:statuses", form=MarkersForm)
    async def read_markers(self, call: Call) -> AnyReply:
        """Return how far the requester has read."""
        return json_reply(markers_json(await self.markers.read(call.who, call.form.timelines)))

    @route("POST", "/api/v1/markers", scope="write:statuses", form=MarkersUpdateForm, moved="allow")
    async def put_markers(self, call: Call) -> AnyReply:
        """Note how far the requester has read."""
        return json_reply(markers_json(await self.markers.put(call.who, call.form.last_read)))

    @route("GET", "/api/v1/custom_emojis", scope="read:custom_emojis", auth="optional")
    async def custom_emojis(self, call: Call) -> AnyReply:
        """Return the emojis of this instance."""
        emojis = await self.emojis.list(call.requester)
        return json_reply(orjson.dumps([emoji_entity(one, self.addresses) for one in emojis]))
