"""Guessing passwords gets slower and slower, without locking out the owner (decisions: failed sign-ins).

Failures are counted per account and network. The fifth within a quarter of an hour closes that network's
way to that account for half a minute; each further one doubles the time, up to a quarter of an hour. An
attempt is counted *before* its password is verified and the count is dropped when it was right, so that a
hundred attempts at once are no way around the limit.
"""

from datetime import timedelta

import attrs

from gotosocial.crypto.tokens import digest
from gotosocial.errors import TooMany
from gotosocial.models.sign_in_failure import SignInFailure
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.networks import network_of

FREE_ATTEMPTS = 5
WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
IPV4_BITS = 24


@attrs.frozen
class GuessingBrake:
    """Counts attempts; ``name`` is what somebody typed, whether it exists or not."""

    db: Database
    clock: Clock

    async def attempt(self, name: str, client: str) -> None:
        """Count an attempt from a client's address, or raise TooMany with the seconds to wait."""
        key, network, now = _key(name), _network(client), self.clock.now()

        async def deed(t: Transaction) -> timedelta:
            failure = await t.sign_in_failures.hold(key, network)
            if failure is not None:
                left = failure.last_at + wait_after(failure.count) - now
                if left > timedelta():
                    return left
                if _is_forgotten(failure, now - failure.last_at):
                    await t.sign_in_failures.clear(key, network)
            await t.sign_in_failures.add(key, network, now)
            return timedelta()

        left = await self.db.transact(deed)
        if left:
            raise TooMany("too many failed attempts", retry_after=left.total_seconds())

    async def forgive(self, name: str, client: str) -> None:
        """Forget the attempts: the password was right."""
        await self.db.sign_in_failures.clear(_key(name), _network(client))


def wait_after(count: int) -> timedelta:
    """Return how long the way stays closed after so many failures in a row."""
    if count < FREE_ATTEMPTS:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(count - FREE_ATTEMPTS, 10)), LONGEST_WAIT)


def _network(client: str) -> str:
    """Return the network of a client that counts as one."""
    return network_of(client, ipv4_bits=IPV4_BITS)


def _is_forgotten(failure: SignInFailure, age: timedelta) -> bool:
    """Tell whether the failures are so old that counting starts anew."""
    return age > max(WINDOW, wait_after(failure.count))


def _key(name: str) -> str:
    # Somebody may have typed the password into the field for the address, so what was typed is not kept.
    return digest(name.strip().lower())
