"""``/api/v1/media`` and ``/api/v2/media``: uploading and describing pictures (D-01, D-05 to D-07)."""

import attrs

from gotosocial.handlers.media.edit import MediaEditor
from gotosocial.handlers.media.upload import MediaUploader
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.media import MediaEditForm, MediaForm
from gotosocial.mastodon.media_attachment import media_entity
from gotosocial.models.addresses import Addresses
from gotosocial.models.media_attachment import MediaAttachment


@attrs.frozen
class MediaDoors:
    """Media are ready when the answer comes, so version 2 answers 200 as well (row D-01)."""

    uploader: MediaUploader
    editor: MediaEditor
    addresses: Addresses

    @route(
        "POST", "/api/v1/media", scope="write:media", form=MediaForm, body="upload", files=1
    )
    @route(
        "POST", "/api/v2/media", scope="write:media", form=MediaForm, body="upload", files=1
    )
    async def upload(self, call: Call) -> AnyReply:
        """Take a picture."""
        form: MediaForm = call.form
        media = await self.uploader.upload(call.who.account_id, form.path, form.description, form.focus)
        return self._shown(media)

    @route("GET", "/api/v1/media/{id}", scope="write:media")
    @route("GET", "/api/v2/media/{id}", scope="write:media")
    async def show(self, call: Call) -> AnyReply:
        """Show one's own upload."""
        return self._shown(await self.editor.get(call.who.account_id, call.args["id"]))

    @route("PUT", "/api/v1/media/{id}", scope="write:media", form=MediaEditForm)
    @route("PUT", "/api/v2/media/{id}", scope="write:media", form=MediaEditForm)
    async def edit(self, call: Call) -> AnyReply:
        """Change description and focus."""
        form: MediaEditForm = call.form
        media = await self.editor.edit(call.who.account_id, call.args["id"], form.description, form.focus)
        return self._shown(media)

    def _shown(self, media: MediaAttachment) -> AnyReply:
        return json_reply(media_entity(media, self.addresses))
