"""The text of an own status as it was typed (row S-19)."""

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.requester import Requester
from gotosocial.models.status import Status


@attrs.frozen
class StatusSources:
    """Gives authors their own words back."""

    access: Access

    async def get(self, requester: Requester, status_id: str) -> Status:
        """Return an own status that is no boost, or raise NotFound."""
        viewer = await self.access.viewer(requester.account_id)
        status = (await self.access.status(status_id, viewer)).status
        if status.account_id != requester.account_id or status.is_boost:
            raise NotFound("status not found")
        return status
