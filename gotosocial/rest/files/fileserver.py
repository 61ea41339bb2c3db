"""``/fileserver/...``: media by the addresses that statuses and profiles show (rows D-17 to D-19)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.media.serve import MediaFiles, ServedFile
from gotosocial.http.call import Call
from gotosocial.http.reply import NO_STORE, AnyReply, FileReply, Reply, StreamReply
from gotosocial.http.routes import route

CACHE = "private, max-age=604800, immutable"
LINK_CACHE = "private, max-age=3600"
"""Signed links hold for hours longer."""


@attrs.frozen
class FileDoors:
    """One door; the address is the file's key."""

    files: MediaFiles

    @route("GET", "/fileserver/{account_id}/{role}/{size}/{file_name}", public=True, group="files")
    async def serve(self, call: Call) -> AnyReply:
        """Send a file, or send the client to where it is."""
        path = "/".join(call.args[part] for part in ("account_id", "role", "size", "file_name"))
        found = await self.files.find(path, call.requester)
        if found.link:
            cache = NO_STORE if found.is_home else LINK_CACHE
            return Reply(status=302, content_type="", cache=cache, headers=(("Location", found.link),))
        return _sent(found)


def _sent(found: ServedFile) -> AnyReply:
    if found.blob is not None and found.blob.path:
        path = found.blob.path
        return FileReply(path=path, content_type=found.content_type, cache=CACHE, etag=found.etag)
    if found.blob is not None and found.blob.open is not None:
        return StreamReply(
            size=found.blob.size,
            open=found.blob.open,
            content_type=found.content_type,
            cache=CACHE,
            etag=found.etag,
        )
    raise NotFound("no such file")
