"""What the instance tells about itself (rows O-27, K4-30, K4-31).

Counting everything is slow, so it is done once for all who ask at the same time, and kept for some minutes.
"""

import random
from datetime import datetime, timedelta

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.mastodon.instance_facts import InstanceFacts, InstanceLimits
from gotosocial.models.addresses import Addresses
from gotosocial.models.instance import InstanceCounts, Rule
from gotosocial.util.clock import Clock
from gotosocial.util.shared import SharedWork

FRESH = timedelta(minutes=5)
MONTH = timedelta(days=30)


@attrs.frozen(kw_only=True)
class InstanceChoices:
    """What the admin configured about telling, and what is true of every instance of this version."""

    stats_mode: str
    software_version: str
    source_url: str
    limits: InstanceLimits


@attrs.define
class InstanceDescriber:
    """Collects the facts for the instance entities and nodeinfo."""

    access: Access
    show: Show
    choices: InstanceChoices
    addresses: Addresses
    vapid_public_key: str
    clock: Clock
    _counted: tuple[datetime, InstanceCounts] | None = attrs.field(default=None, init=False)
    _counting: SharedWork[str, InstanceCounts] = attrs.field(factory=SharedWork, init=False)

    async def facts(self) -> InstanceFacts:
        """Return everything that the instance entities tell."""
        db = self.access.db
        texts = await db.instance_texts.get()
        contact_id = texts.contact_account_id
        contact = await self.access.find_account(contact_id) if contact_id else None
        return InstanceFacts(
            texts=texts,
            counts=await self.counts(),
            limits=self.choices.limits,
            addresses=self.addresses,
            software_version=self.choices.software_version,
            source_url=self.choices.source_url,
            vapid_public_key=self.vapid_public_key,
            rules=tuple(await db.rules.list()),
            contact=await self.show.account(contact) if contact else None,
            thumbnail=await db.media.find(texts.thumbnail_media_id) if texts.thumbnail_media_id else None,
        )

    async def rules(self) -> list[Rule]:
        """Return the rules in their order."""
        return list(await self.access.db.rules.list())

    async def counts(self) -> InstanceCounts:
        """Return how big the instance is, as honestly as the admin wants (row O-27)."""
        if self.choices.stats_mode == "zero":
            return InstanceCounts(users=0, statuses=0, domains=0, active_month=0)
        now = self.clock.now()
        if self._counted is not None and now - self._counted[0] <= self._lifetime():
            return self._counted[1]
        return await self._counting.run("", self._count_anew)

    async def _count_anew(self) -> InstanceCounts:
        counts = await self._count()
        self._counted = (self.clock.now(), counts)
        return counts

    def _lifetime(self) -> timedelta:
        return timedelta(hours=1) if self.choices.stats_mode == "baffle" else FRESH

    async def _count(self) -> InstanceCounts:
        if self.choices.stats_mode == "baffle":
            users = random.randrange(1_000_000)
            return InstanceCounts(
                users=users,
                statuses=random.randrange(10_000_000),
                domains=random.randrange(100_000),
                active_month=random.randrange(users + 1),
            )
        return await self.access.db.instance_counts.count(self.clock.now() - MONTH)
