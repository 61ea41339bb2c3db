"""``/source.tar.gz``: the source of this very server, for everybody who uses it."""

import attrs

from gotosocial.handlers.instance.source import SourceArchive
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, FileReply
from gotosocial.http.routes import route

CACHE = "public, no-cache"


@attrs.frozen
class SourceDoors:
    """One file."""

    archive: SourceArchive

    @route("GET", "/source.tar.gz", public=True, auth="none", group="files")
    async def source(self, call: Call) -> AnyReply:
        """Send the archive, or 304 where the client has it."""
        found = await self.archive.find()
        return FileReply(path=found.path, content_type="application/gzip", cache=CACHE, etag=found.etag)
