"""Is the process alive, and can it serve? (row O-26)."""

import attrs

from gotosocial.handlers.instance.health import Readiness
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Reply
from gotosocial.http.routes import route


@attrs.frozen
class HealthDoors:
    """``/livez`` and ``/readyz``."""

    readiness: Readiness

    @route("GET", "/livez", public=True, auth="none", group="health")
    async def live(self, call: Call) -> AnyReply:
        """Answer: this process can answer."""
        return Reply()

    @route("GET", "/readyz", public=True, auth="none", group="health")
    async def ready(self, call: Call) -> AnyReply:
        """Answer after a read of the database; a database that fails is a 500."""
        await self.readiness.check()
        return Reply()
