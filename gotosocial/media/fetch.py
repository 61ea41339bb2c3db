"""Fetching a file of another server into a temporary file; nothing of it is ever in memory as a whole.

A slow server with many files must not take all the turns there are: of one host only a few files are fetched
at once, and who comes next is told to come again later. Each is told a moment of its own: hundreds of files
of one host cost a few looks a second, not hundreds, and hardly any time passes between two of them.

Few servers want to know who asks for their files, and signing costs more than asking: so that comes second.
"""

import errno
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import StorageFull, TryAgainLater
from gotosocial.http.client import HttpClient
from gotosocial.http.outgoing import Fetched, Limits, Prepare
from gotosocial.util.clock import Clock, SystemClock
from gotosocial.util.domains import host_of
from gotosocial.util.lru import Lru
from gotosocial.util.temporary import TemporaryFolder, discard

MOST_OF_ONE_HOST = 2
_SECONDS = 300.0
_COME_AGAIN = 0.2
"""Seconds between the moments at which those who wait for one host come again."""
_MOST_HOSTS = 1000
_REFUSALS = frozenset({401, 403})
Ways = Callable[[str], Awaitable[Sequence[Prepare | None]]]
"""Returns how an address is asked, one way after the other; raises where it is not to be asked at all."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


async def plainly(url: str) -> Sequence[Prepare | None]:
    """Ask anybody, and say nothing more."""
    return [None]


@attrs.define
class RemoteFiles:
    """Downloads files. What they are, nobody has looked at yet."""

    http: HttpClient
    folder: TemporaryFolder
    clock: Clock = attrs.field(factory=SystemClock)
    ways: Ways = attrs.field(default=plainly, kw_only=True)
    _running: Counter[str] = attrs.field(init=False, factory=Counter)
    _promised: Lru[str, float] = attrs.field(init=False, factory=lambda: Lru(_MOST_HOSTS))

    @asynccontextmanager
    async def fetch(self, url: str, most: int) -> AsyncIterator[str]:
        """Download at most so many bytes; the file at the given path lives as long as the context.

        Raises RemoteFailed for a host that does not answer well or sends too much, NotFound and Gone for its
        404 and 410, NotAllowed for one that is blocked here, StorageFull where the file finds no room,
        TryAgainLater where enough is fetched from the host already.
        """
        host = host_of(url)
        if self._running[host] >= MOST_OF_ONE_HOST:
            raise TryAgainLater(self._when(host), detail=host)
        async with AsyncExitStack() as ends:
            self._running[host] += 1
            ends.callback(self._ended, host)
            yield await self._download(url, most, ends)

    def _when(self, host: str) -> float:
        """Return in how many seconds the next one who waits for the host may come."""
        now = self.clock.monotonic()
        at = max(now, self._promised.get(host) or now) + _COME_AGAIN
        self._promised.put(host, at)
        return at - now

    async def _download(self, url: str, most: int, ends: AsyncExitStack) -> str:
        ways = await self.ways(url)
        try:
            path, descriptor = self.folder.create()
            ends.callback(discard, path)
            ends.callback(os.close, descriptor)
            answer = await self._ask(url, ways, descriptor, Limits(body=most, unpacked=most, whole=_SECONDS))
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StorageFull(detail=str(error)) from error
            raise
        answer.expect_success()
        return path

    async def _ask(
        self, url: str, ways: Sequence[Prepare | None], descriptor: int, limits: Limits
    ) -> Fetched:
        """Ask in one way after the other, until one is not refused."""
        first, *others = ways
        answer = await self.http.download(url, descriptor, limits=limits, prepare=first)
        for prepare in others:
            if answer.status not in _REFUSALS:
                break
            # What refuses may have a body, too.
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            answer = await self.http.download(url, descriptor, limits=limits, prepare=prepare)
        return answer

    def _ended(self, host: str) -> None:
        self._running[host] -= 1
        if not self._running[host]:
            del self._running[host]
