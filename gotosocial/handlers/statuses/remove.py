"""Deleting own statuses, so that they can be written anew (row S-18)."""

import attrs

from gotosocial.errors import NotAllowed
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen


@attrs.frozen
class StatusDeleter:
    """Deletes the statuses of a local account."""

    access: Access
    remover: StatusRemover

    async def delete(self, requester: Requester, status_id: str) -> Seen:
        """Delete an own status and return it as it was; somebody else's is NotAllowed where it is visible."""
        viewer = await self.access.viewer(requester.account_id)
        seen = await self.access.status(status_id, viewer)
        if seen.status.account_id != requester.account_id:
            raise NotAllowed("this status belongs to somebody else")
        await self.remover.remove(seen.status)
        return seen
