"""``/fileserver/...``: media by the addresses that statuses and profiles show (row D-17)."""

import attrs

from gotosocial.handlers.media.serve import MediaFiles
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, FileReply
from gotosocial.http.routes import route

CACHE = "private, max-age=604800, immutable"


@attrs.frozen
class FileDoors:
    """One door; the address is the file's key."""

    files: MediaFiles

    @route(
        "GET", "/fileserver/{account_id}/{role}/{size}/{file_name}", public=True, auth="none", group="files"
    )
    async def serve(self, call: Call) -> AnyReply:
        """Send a file."""
        args = call.args
        found = await self.files.find(args["account_id"], args["role"], args["size"], args["file_name"])
        return FileReply(path=found.path, content_type=found.content_type, cache=CACHE, etag=found.etag)
