"""Muting a thread: no more notifications from it (row S-21)."""

import attrs

from gotosocial.errors import Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock


@attrs.frozen
class ThreadMutes:
    """Mutes and unmutes the thread that a status belongs to."""

    access: Access
    clock: Clock

    async def add(self, requester: Requester, status_id: str) -> str:
        """Mute the thread of an own status, or of one that mentions the requester; return its id."""
        status = await self._status(requester, status_id)
        _check_involved(requester, status)

        async def deed(t: Transaction) -> None:
            await t.thread_mutes.insert(requester.account_id, status.thread_id, self.clock.now())

        await self.access.db.transact(deed)
        return status.id

    async def remove(self, requester: Requester, status_id: str) -> str:
        """Unmute the thread, by any status of it that shows as muted; return the id of the status."""
        status = await self._status(requester, status_id)

        async def deed(t: Transaction) -> None:
            if not await t.thread_mutes.delete(requester.account_id, status.thread_id):
                _check_involved(requester, status)

        await self.access.db.transact(deed)
        return status.id

    async def _status(self, requester: Requester, status_id: str) -> Status:
        viewer = await self.access.viewer(requester.account_id)
        return (await self.access.status(status_id, viewer)).status


def _check_involved(requester: Requester, status: Status) -> None:
    if status.is_boost or requester.account_id not in (status.account_id, *status.mentioned_ids):
        raise Refused("only threads that you take part in can be muted")
