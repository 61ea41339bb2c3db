"""Letting deliveries be tried again at once, or never. A running sender hears of it over the bus."""

import attrs

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.deliveries.inspect import WhichDeliveries, choice_of
from gotosocial.models.delivery import DeliveryChoice, DeliveryReport, Span
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock


@attrs.frozen
class DeliveryDecider:
    """Retries and drops; something must be chosen, so that nobody drops everything by mistake."""

    db: Database
    clock: Clock

    async def retry(self, which: WhichDeliveries) -> int:
        """Try everything chosen that has not arrived at once, and its hosts too; return how many."""
        choice = await self._choice(which)

        async def deed(t: Transaction) -> int:
            hosts = await t.delivery_reports.hosts(choice)
            retried = await t.delivery_reports.retry(choice)
            for host in hosts:
                await t.destinations.resume(host)
            return retried

        return await self.db.transact(deed)

    async def drop(self, which: WhichDeliveries) -> int:
        """Send nothing of what is chosen; return how many waited."""
        choice = await self._choice(which)

        async def deed(t: Transaction) -> int:
            return await t.delivery_reports.drop(choice, "dropped by an admin", self.clock.now())

        return await self.db.transact(deed)

    async def retry_one(self, delivery_id: int) -> DeliveryReport:
        """Try one delivery at once and return it; raise NotFound where there is none."""
        await self._get(delivery_id)
        await self.retry(WhichDeliveries(id=delivery_id))
        return await self._get(delivery_id)

    async def drop_one(self, delivery_id: int) -> DeliveryReport:
        """Drop one delivery and return it; raise NotFound where there is none."""
        await self._get(delivery_id)
        await self.drop(WhichDeliveries(id=delivery_id))
        return await self._get(delivery_id)

    async def _choice(self, which: WhichDeliveries) -> DeliveryChoice:
        if not (which.id or which.status or which.destination):
            raise Invalid("say which deliveries: a delivery, a status or a destination")
        return await choice_of(self.db, which)

    async def _get(self, delivery_id: int) -> DeliveryReport:
        found = await self.db.delivery_reports.page(DeliveryChoice(id=delivery_id), Span(limit=1))
        if not found or not delivery_id:
            raise NotFound
        return found[0]
