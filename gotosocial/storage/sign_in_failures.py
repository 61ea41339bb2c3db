"""Counters of failed sign-ins, so that guessing a password gets slower and slower."""

from datetime import datetime

import attrs

from gotosocial.models.sign_in_failure import SignInFailure
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import from_millis, to_millis

_ADD = """
INSERT INTO sign_in_failures (account_key, network, count, last_at)
VALUES (:account_key, :network, 1, :failed_at)
ON CONFLICT (account_key, network) DO UPDATE SET count = sign_in_failures.count + 1, last_at = :failed_at
RETURNING account_key, network, count, last_at"""

_HOLD = """
INSERT INTO sign_in_failures (account_key, network, count, last_at)
VALUES (:account_key, :network, 0, 0)
ON CONFLICT (account_key, network) DO UPDATE SET count = sign_in_failures.count
RETURNING account_key, network, count, last_at"""


@attrs.frozen
class SignInFailures:
    """Counters by account and network; ``account_key`` is what the person typed, whether it exists or not."""

    querier: Querier

    async def hold(self, account_key: str, network: str) -> SignInFailure | None:
        """Return the counter, or None where nothing has failed; others wait until the transaction ends.

        The row is made where there is none, because only rows can be held: ``add`` is what must follow then.
        """
        row = await self.querier.one(_HOLD, account_key=account_key, network=network)
        return _failure_from_row(row) if row["count"] else None

    async def add(self, account_key: str, network: str, now: datetime) -> SignInFailure:
        """Count one more failure and return the counter."""
        row = await self.querier.one(_ADD, account_key=account_key, network=network, failed_at=to_millis(now))
        return _failure_from_row(row)

    async def clear(self, account_key: str, network: str) -> None:
        """Forget the failures, after a sign-in that worked."""
        await self.querier.run(
            "DELETE FROM sign_in_failures WHERE account_key = :account_key AND network = :network",
            account_key=account_key,
            network=network,
        )

    async def prune(self, before: datetime) -> None:
        """Forget counters whose last failure is older."""
        await self.querier.run(
            "DELETE FROM sign_in_failures WHERE last_at < :before", before=to_millis(before)
        )


def _failure_from_row(row: Row) -> SignInFailure:
    return SignInFailure(
        account_key=row["account_key"],
        network=row["network"],
        count=row["count"],
        last_at=from_millis(row["last_at"]),
    )
