"""The thread around a remote status: parents upwards, answers downwards (rows K-02, K-03).

Answers are found in the ``replies`` collection of each status, page by page, and each is fetched from where
it lives. Only a document that was fetched just now says where its answers are, so what is known and fresh is
not descended into again. So many statuses, so many pages and so much time for one thread: what is left over
comes when somebody opens it again.
"""

from collections import deque
from collections.abc import AsyncIterator

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.note import RemoteCollection, RemoteNote
from gotosocial.errors import Trouble
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of

MOST_STATUSES = 512
MOST_PAGES = 512
MOST_PAGES_OF_ONE = 32
MOST_SECONDS = 240.0
_log = Logger()


@attrs.define
class _Budget:
    """What one thread may still cost."""

    until: float
    statuses: int
    pages: int


@attrs.frozen
class ThreadFetcher:
    """Fetches threads."""

    statuses: StatusFetcher
    clock: Clock

    async def fetch(self, status: Status) -> None:
        """Fetch a remote status anew, and what is above and below it, as far as that can be had.

        Raises what asking for the status itself raises.
        """
        note = await self.statuses.documents.note(status.uri)
        status = await self.statuses.update(status, note)
        await self.statuses.climb(status)
        await self.descend(note)

    async def descend(self, note: RemoteNote) -> None:
        """Fetch the answers to a status whose document was fetched just now, and the answers to those."""
        budget = _Budget(self.clock.monotonic() + MOST_SECONDS, MOST_STATUSES, MOST_PAGES)
        waiting = deque([note])
        met = {note.uri}
        while waiting:
            async for uri in self._answers(waiting.popleft(), budget):
                if uri in met or self._is_here(uri):
                    continue
                if budget.statuses <= 0 or self.clock.monotonic() > budget.until:
                    return
                met.add(uri)
                budget.statuses -= 1
                if (answer := await self._one(uri)) is not None:
                    waiting.append(answer)

    async def _one(self, uri: str) -> RemoteNote | None:
        try:
            _, note = await self.statuses.one(uri)
        except Trouble as trouble:
            _log.debug("the answer {uri} cannot be had: {trouble}", uri=uri, trouble=trouble)
            return None
        return note

    async def _answers(self, note: RemoteNote, budget: _Budget) -> AsyncIterator[str]:
        """Yield the ids of the answers that a status lists, and those of the pages behind it."""
        for uri in note.reply_uris:
            yield uri
        page_uri = note.replies_next_uri or ("" if note.reply_uris else note.replies_uri)
        met: set[str] = set()
        while page_uri and page_uri not in met and len(met) < MOST_PAGES_OF_ONE and budget.pages > 0:
            met.add(page_uri)
            budget.pages -= 1
            page = await self._page(page_uri, note.uri)
            if page is None:
                return
            for uri in (*page.items, *(page.first.items if page.first else ())):
                yield uri
            page_uri = _next_of(page)

    async def _page(self, uri: str, home: str) -> RemoteCollection | None:
        if not same_site(uri, home):
            return None
        try:
            return await self.statuses.documents.collection(uri)
        except Trouble as trouble:
            _log.debug("the page {uri} cannot be had: {trouble}", uri=uri, trouble=trouble)
            return None

    def _is_here(self, uri: str) -> bool:
        return self.statuses.documents.client.policy.is_own(host_of(uri))


def _next_of(page: RemoteCollection) -> str:
    if page.first is not None:
        return page.first.next_uri
    return page.next_uri or page.first_uri
