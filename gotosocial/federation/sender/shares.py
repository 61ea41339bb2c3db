"""Which destinations this process sends to, when several processes share one database.

Destinations are divided into 16 shares by a hash of their names. A share is held under a lease of 30 seconds,
which is renewed every ten; whoever cannot renew stops by the clock, before anybody else may begin. A process
that dies leaves its shares to the next one half a minute later. Where there can be no other process (SQLite)
there are no leases.
"""

import secrets
from zlib import crc32

import attrs

from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock

SHARES = 16
LEASE_MILLIS = 30_000
RENEW_SECONDS = 10.0
MARGIN_MILLIS = 3_000


@attrs.define(eq=False)
class Shares:
    """The leases of this process. ``is_alone``: no other process sends from this database."""

    db: Database
    clock: Clock
    is_alone: bool
    wanted: tuple[int, ...] = tuple(range(SHARES))
    _holder: str = attrs.field(factory=lambda: secrets.token_hex(8), init=False)
    _held: frozenset[int] = attrs.field(default=frozenset(), init=False)
    _until: int = attrs.field(default=0, init=False)

    def is_mine(self, host: str) -> bool:
        """Tell whether this process may send to the host now."""
        if self.is_alone:
            return True
        return self.clock.millis() < self._until - MARGIN_MILLIS and share_of(host) in self._held

    async def renew(self) -> bool:
        """Take what is free and keep what is held; return whether anything was won."""
        if self.is_alone:
            return False
        now = self.clock.millis()
        until = now + LEASE_MILLIS

        async def deed(t: Transaction) -> frozenset[int]:
            await t.delivery_shares.claim(self.wanted, self._holder, now, until)
            return frozenset(await t.delivery_shares.held(self._holder, now))

        held = await self.db.transact(deed)
        is_won = bool(held - self._held)
        self._held, self._until = held, until
        return is_won

    async def release(self) -> None:
        """Give everything back."""
        self._held, self._until = frozenset(), 0
        if not self.is_alone:
            await self.db.delivery_shares.release(self._holder)


def share_of(host: str) -> int:
    """Return the share that a host belongs to, the same in every process."""
    return crc32(host.encode()) % SHARES
