"""The thread around a status (rows S-20, S-32)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.jobs.kinds import FetchThread
from gotosocial.jobs.queue import enqueue
from gotosocial.models.freshness import Freshness, is_fresh
from gotosocial.models.requester import Requester
from gotosocial.models.rules.muting import muted_in_thread
from gotosocial.models.rules.thread import descendants_in_order
from gotosocial.models.rules.visibility import Seen, may_see_status
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

MOST_ANCESTORS = 512
MOST_MEMBERS = 4_096


@attrs.frozen(kw_only=True)
class Thread:
    """What stands above and below a status, in the order in which it is read."""

    ancestors: list[Seen]
    descendants: list[Seen]


@attrs.frozen
class ThreadReader:
    """Reads the thread of a status; what the viewer may not see or has muted is left out.

    Where the status lives elsewhere, opening it lets its thread be fetched in the background.
    """

    access: Access
    clock: Clock

    async def read(self, requester: Requester | None, status_id: str) -> Thread:
        """Return the thread around a visible status, or raise NotFound."""
        viewer = await self.access.viewer_of(requester)
        seen = await self.access.original(status_id, viewer)
        status = seen.status
        if viewer is not None and not status.is_local:
            await self._let_fetch(status)
        above: list[str] = []
        if status.in_reply_to_id:
            above = await self.access.db.threads.ancestors(status.id, MOST_ANCESTORS)
        members = await self.access.db.threads.members(status.thread_id, MOST_MEMBERS)
        below = descendants_in_order(status.id, status.account_id, members)
        return Thread(
            ancestors=await self._readable(above, viewer), descendants=await self._readable(below, viewer)
        )

    async def _let_fetch(self, status: Status) -> None:
        if is_fresh(status.fetched_at, Freshness.FRESH.of_statuses, self.clock.now()):
            return

        async def deed(t: Transaction) -> None:
            await enqueue(t, FetchThread(status_id=status.id), unique_key=status.id)

        await self.access.db.transact(deed)

    async def _readable(self, ids: list[str], viewer: Viewer | None) -> list[Seen]:
        """Return what the viewer may see; an answer to what is muted is muted too."""
        found = await self.access.seen(ids, viewer)
        muted = muted_in_thread([seen.status for seen in found], viewer, self.clock.now()) if viewer else ()
        return [seen for seen in found if may_see_status(seen, viewer) and seen.status.id not in muted]
