"""What follows when a status of another server is gone: it goes here too."""

import attrs

from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.jobs.kinds import StatusGone
from gotosocial.jobs.work import Finish


@attrs.frozen
class StatusGoneConsequence:
    """Removes the status; one that is not there is no error."""

    remover: StatusRemover

    async def run(self, job: StatusGone, finish: Finish) -> None:
        """Remove it with everything that hangs on it."""
        status = await self.remover.db.statuses.find(job.status_id)
        if status is not None and not status.is_local:
            await self.remover.remove(status)
