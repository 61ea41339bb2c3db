"""\"Why did my post not arrive?\": deliveries as they stand, and the hosts that do not answer (row U3-04)."""

from collections.abc import Mapping

import attrs

from gotosocial.models.delivery import DeliveryChoice, DeliveryReport, Span
from gotosocial.models.destination import FailingDestination
from gotosocial.storage.stores import Database


@attrs.frozen(kw_only=True)
class WhichDeliveries:
    """What an admin asks for; what is empty does not matter.

    ``status``: the id of a status, or the URI of anything that was told of.
    """

    id: int = 0
    status: str = ""
    destination: str = ""
    state: str = ""


@attrs.frozen
class DeliveryInspector:
    """Reads deliveries for admins."""

    db: Database

    async def page(self, which: WhichDeliveries, span: Span) -> list[DeliveryReport]:
        """Return deliveries, the latest first."""
        return await self.db.delivery_reports.page(await choice_of(self.db, which), span)

    async def counts(self) -> Mapping[str, int]:
        """Return how many deliveries there are in each state."""
        return await self.db.delivery_reports.count_by_state()

    async def failing(self, after: str, limit: int) -> list[FailingDestination]:
        """Return hosts that do not answer, by name, with how much waits for each."""
        return await self.db.destinations.page_failing(after, limit)


async def choice_of(db: Database, which: WhichDeliveries) -> DeliveryChoice:
    """Return the choice; raise NotFound where the status is unknown."""
    object_uri = which.status
    if object_uri and "://" not in object_uri:
        object_uri = (await db.statuses.get(object_uri)).uri
    return DeliveryChoice(
        id=which.id, object_uri=object_uri, destination=which.destination.lower(), state=which.state
    )
