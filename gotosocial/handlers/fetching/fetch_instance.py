"""A server that is new here is asked who it is."""

import attrs
from twisted.logger import Logger

from gotosocial.errors import NotAllowed
from gotosocial.federation.dereference.instances import InstanceFetcher
from gotosocial.jobs.kinds import FetchInstance
from gotosocial.jobs.work import Finish

_log = Logger()


@attrs.frozen
class InstanceErrand:
    """Does FetchInstance."""

    instances: InstanceFetcher

    async def run(self, job: FetchInstance, finish: Finish) -> None:
        """Ask the server, unless it was blocked meanwhile."""
        try:
            await self.instances.fetch(job.domain)
        except NotAllowed:
            _log.debug("{domain} is blocked and not asked", domain=job.domain)
