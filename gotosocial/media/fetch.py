"""Fetching a file of another server into a temporary file; nothing of it is ever in memory as a whole."""

import errno
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import StorageFull
from gotosocial.http.client import HttpClient
from gotosocial.http.outgoing import Limits
from gotosocial.util.temporary import TemporaryFolder, discard

_SECONDS = 300.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@attrs.frozen
class RemoteFiles:
    """Downloads files. What they are, nobody has looked at yet."""

    http: HttpClient
    folder: TemporaryFolder

    @asynccontextmanager
    async def fetch(self, url: str, most: int) -> AsyncIterator[str]:
        """Download at most so many bytes; the file at the given path lives as long as the context.

        Raises RemoteFailed for a host that does not answer well or sends too much, NotFound and Gone for its
        404 and 410, StorageFull where the file finds no room.
        """
        limits = Limits(body=most, unpacked=most, whole=_SECONDS)
        async with AsyncExitStack() as ends:
            try:
                path, descriptor = self.folder.create()
                ends.callback(discard, path)
                ends.callback(os.close, descriptor)
                answer = await self.http.download(url, descriptor, limits=limits)
            except OSError as error:
                if error.errno in _NO_ROOM:
                    raise StorageFull(detail=str(error)) from error
                raise
            answer.expect_success()
            yield path
