"""\"Why did my post not arrive?\": deliveries as they stand, and the hosts that do not answer (row U3-04)."""

from collections.abc import Mapping

import attrs

from gotosocial.models.delivery import DeliveryChoice, DeliveryReport, Span
from gotosocial.models.destination import FailingDestination
from gotosocial.storage.stores import Database
from gotosocial.util.domains import host_of
from gotosocial.util.paging import Slice


@attrs.frozen(kw_only=True)
class WhichDeliveries:
    """What an admin asks for; what is empty does not matter.

    ``status``: the id of a status, the address of its page, or the URI of anything that was told of.
    ``destination``: a server by its name, as people write it, or by any address there.
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

    async def slice(self, which: WhichDeliveries, span: Span) -> Slice[DeliveryReport]:
        """Return a page of them with its cursors; ``has_more`` tells whether there are older ones."""
        choice = await choice_of(self.db, which)
        items = await self.db.delivery_reports.page(choice, span)
        older = Span(max_id=items[-1].id, since_id=span.since_id, limit=1) if items else None
        return Slice(
            items=items,
            newest=str(items[0].id) if items else "",
            oldest=str(items[-1].id) if items else "",
            has_more=older is not None and bool(await self.db.delivery_reports.page(choice, older)),
        )

    async def counts(self) -> Mapping[str, int]:
        """Return how many deliveries there are in each state."""
        return await self.db.delivery_reports.count_by_state()

    async def failing(self, after: str, limit: int) -> tuple[list[FailingDestination], bool]:
        """Return hosts that do not answer, by name, with how much waits for each; and whether more follow."""
        found = await self.db.destinations.page_failing(after, limit + 1)
        return found[:limit], len(found) > limit


async def choice_of(db: Database, which: WhichDeliveries) -> DeliveryChoice:
    """Return the choice; raise NotFound where the status is unknown."""
    return DeliveryChoice(
        id=which.id,
        object_uri=await _object_uri(db, which.status) if which.status else "",
        destination=_host_in(which.destination.strip()),
        state=which.state,
    )


async def _object_uri(db: Database, status: str) -> str:
    if "://" not in status:
        return (await db.statuses.get(status)).uri
    page = await db.statuses.find_by_url(status)
    return page.uri if page is not None and page.is_local else status


def _host_in(text: str) -> str:
    """Return the host as deliveries name it; what is none stays as it is, and nothing is found."""
    return host_of(text if "://" in text else f"https://{text}") or text.lower()
