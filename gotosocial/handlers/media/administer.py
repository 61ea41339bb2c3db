"""What admins ask of media at once: a cleaning, and another try for what could not be fetched."""

import attrs

from gotosocial.jobs.kinds import CleanMedia, Job, RefetchMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Database, Transaction


@attrs.frozen
class MediaAdministrator:
    """Writes down jobs; what they do takes long. ``days``: how long media of other servers usually stay."""

    db: Database
    days: int

    async def clean(self, days: int | None) -> int:
        """Let media be cleaned as if this were how long they stay; return the days."""
        wanted = max(0, self.days if days is None else days)
        await self._enqueue(CleanMedia(days=wanted))
        return wanted

    async def refetch(self, domain: str) -> None:
        """Let everything be fetched again that could not be had, of one domain or of all."""
        await self._enqueue(RefetchMedia(domain=domain.lower()))

    async def _enqueue(self, job: Job) -> None:
        async def deed(t: Transaction) -> None:
            await enqueue(t, job)

        await self.db.transact(deed)
