"""How big an account is by the word of its own server (row I-25)."""

from datetime import datetime, timedelta

import attrs

TRUSTED_FOR = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class RemoteTotals:
    """The totals of a remote account's collections; None where its server hides one."""

    followers: int | None = None
    following: int | None = None
    statuses: int | None = None
    counted_at: datetime

    def hold(self, now: datetime) -> bool:
        """Tell whether they are new enough to be shown; after that what is known here is better."""
        return now - self.counted_at < TRUSTED_FOR
