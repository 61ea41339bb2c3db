"""``/api/v1/media`` and ``/api/v2/media``: uploading, describing and deleting (D-01, D-05 to D-07)."""

import attrs

from gotosocial.errors import Refused
from gotosocial.handlers.media.edit import MediaEditor
from gotosocial.handlers.media.remove import MediaRemover
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
    """Media are ready when version 1 answers; version 2 answers 202 for films that take long (row G-038)."""

    uploader: MediaUploader
    editor: MediaEditor
    remover: MediaRemover
    addresses: Addresses

    @route(
        "POST", "/api/v1/media", scope="write:media", form=MediaForm, body="upload", files=1
    )
    async def upload(self, call: Call) -> AnyReply:
        """Take a file and work on it."""
        form: MediaForm = call.form
        media = await self.uploader.upload(call.who.account_id, form.path, form.description, form.focus)
        return self._shown(media)

    @route(
        "POST", "/api/v2/media", scope="write:media", form=MediaForm, body="upload", files=1
    )
    async def take(self, call: Call) -> AnyReply:
        """Take a file, and work on it now or later."""
        form: MediaForm = call.form
        media = await self.uploader.upload(
            call.who.account_id, form.path, form.description, form.focus, may_be_late=True
        )
        return self._shown(media, while_pending=202)

    @route("GET", "/api/v1/media/{id}", scope="write:media")
    @route("GET", "/api/v2/media/{id}", scope="write:media")
    async def show(self, call: Call) -> AnyReply:
        """Show one's own upload; 206 while it is worked on, and what is wrong with it where that failed."""
        media = await self.editor.get(call.who.account_id, call.args["id"])
        return self._shown(media, while_pending=206)

    @route("DELETE", "/api/v1/media/{id}", scope="write:media")
    async def remove(self, call: Call) -> AnyReply:
        """Delete one's own upload that no post has."""
        await self.remover.remove(call.who.account_id, call.args["id"])
        return json_reply({})

    @route("PUT", "/api/v1/media/{id}", scope="write:media", form=MediaEditForm)
    @route("PUT", "/api/v2/media/{id}", scope="write:media", form=MediaEditForm)
    async def edit(self, call: Call) -> AnyReply:
        """Change description and focus."""
        form: MediaEditForm = call.form
        media = await self.editor.edit(call.who.account_id, call.args["id"], form.description, form.focus)
        return self._shown(media)

    def _shown(self, media: MediaAttachment, *, while_pending: int = 200) -> AnyReply:
        if media.error and not media.file_key:
            raise Refused(media.error)
        status = while_pending if media.is_pending else 200
        return json_reply(media_entity(media, self.addresses), status=status)
