"""The time that one outgoing request has, whatever the other side does."""

from typing import Any, TypeVar

import attrs
from twisted.internet.defer import CancelledError, Deferred

from gotosocial.errors import RemoteFailed
from gotosocial.http.client_failures import NETWORK_TROUBLE, is_cancelled, network_failure

T = TypeVar("T")


@attrs.define
class Deadline:
    """Ends each wait of a request in time, and tells every failure as RemoteFailed."""

    _reactor: Any
    _seconds: float
    _ends: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ends = self._reactor.seconds() + self._seconds

    async def wait(self, host: str, waiting: Deferred[T], seconds: float | None = None) -> T:
        """Wait at most so many seconds, and never beyond the end; raise RemoteFailed for the host."""
        left = max(0.0, self._ends - self._reactor.seconds())
        allowed = left if seconds is None else min(left, seconds)
        timer = self._reactor.callLater(allowed, waiting.cancel)
        try:
            return await waiting
        except NETWORK_TROUBLE as error:
            if not timer.active():
                raise RemoteFailed(host, can_retry=True, detail="no complete answer in time") from error
            if is_cancelled(error):
                raise CancelledError from error
            raise network_failure(host, error) from error
        finally:
            if timer.active():
                timer.cancel()
