"""Fetching a file of another server into a temporary file; nothing of it is ever in memory as a whole.

A slow server with many files must not take all the turns there are: of one host only a few files are fetched
at once, and who comes next is told to come again later.
"""

import errno
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import StorageFull, TryAgainLater
from gotosocial.http.client import HttpClient
from gotosocial.http.outgoing import Limits
from gotosocial.util.domains import host_of
from gotosocial.util.temporary import TemporaryFolder, discard

MOST_OF_ONE_HOST = 2
_SECONDS = 300.0
_COME_AGAIN = 5.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@attrs.define
class RemoteFiles:
    """Downloads files. What they are, nobody has looked at yet."""

    http: HttpClient
    folder: TemporaryFolder
    _running: Counter[str] = attrs.field(init=False, factory=Counter)

    @asynccontextmanager
    async def fetch(self, url: str, most: int) -> AsyncIterator[str]:
        """Download at most so many bytes; the file at the given path lives as long as the context.

        Raises RemoteFailed for a host that does not answer well or sends too much, NotFound and Gone for its
        404 and 410, StorageFull where the file finds no room, TryAgainLater where enough is fetched from the
        host already.
        """
        host = host_of(url)
        if self._running[host] >= MOST_OF_ONE_HOST:
            raise TryAgainLater(_COME_AGAIN, detail=host)
        async with AsyncExitStack() as ends:
            self._running[host] += 1
            ends.callback(self._ended, host)
            yield await self._download(url, most, ends)

    async def _download(self, url: str, most: int, ends: AsyncExitStack) -> str:
        limits = Limits(body=most, unpacked=most, whole=_SECONDS)
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
        return path

    def _ended(self, host: str) -> None:
        self._running[host] -= 1
        if not self._running[host]:
            del self._running[host]
