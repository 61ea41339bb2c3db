"""Writes what became of each attempt, at once: what is not written here is sent again after a crash.

Results that come while others are being written share the next transaction.
"""

import attrs
from twisted.internet.defer import Deferred

from gotosocial.models.delivery import DeliveryResult
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.flow import Background


@attrs.define(eq=False)
class Ledger:
    """The results of this process on their way into the database."""

    _db: Database
    _background: Background = attrs.field(factory=Background, init=False)
    _waiting: list[tuple[DeliveryResult, Deferred[None]]] = attrs.field(factory=list, init=False)
    _is_writing: bool = attrs.field(default=False, init=False)

    def write(self, result: DeliveryResult) -> Deferred[None]:
        """Write the result; fire after the COMMIT, or fail as the transaction does."""
        written: Deferred[None] = Deferred()
        self._waiting.append((result, written))
        if not self._is_writing:
            self._is_writing = True
            self._background.spawn("results of deliveries", self._write_all())
        return written

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._write_group(group)
        finally:
            self._is_writing = False

    async def _write_group(self, group: list[tuple[DeliveryResult, Deferred[None]]]) -> None:
        results = [result for result, _ in group]

        async def deed(t: Transaction) -> None:
            await t.deliveries.settle(results)

        try:
            await self._db.transact(deed)
        except Exception as error:
            for _, written in group:
                written.errback(error)
            return
        for _, written in group:
            written.callback(None)
