"""Which accounts mute which, for ever or for a while."""

from datetime import datetime

import attrs

from gotosocial.models.mute import Mute
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis
from gotosocial.util.paging import Page, Slice

_COLUMNS = ("id", "account_id", "target_id", "hides_notifications", "expires_at", "created_at")
_LISTED = ", ".join(_COLUMNS)
_UPSERT = f"""{insert_into("mutes", _COLUMNS)}
ON CONFLICT (account_id, target_id)
DO UPDATE SET hides_notifications = :hides_notifications, expires_at = :expires_at"""
_PAGE = PageQuery.of(
    f"SELECT {_LISTED} FROM mutes "
    "WHERE account_id = :account_id AND (expires_at IS NULL OR expires_at > :now)"
)


@attrs.frozen
class Mutes:
    """Mutes by their two ends; an expired one stays as a row and has no effect."""

    querier: Querier

    async def find(self, account_id: str, target_id: str) -> Mute | None:
        """Return the mute of one account against the other, expired or not, or None."""
        row = await self.querier.maybe(
            f"SELECT {_LISTED} FROM mutes WHERE account_id = :account_id AND target_id = :target_id",
            account_id=account_id,
            target_id=target_id,
        )
        return _mute_from_row(row) if row is not None else None

    async def upsert(self, mute: Mute) -> None:
        """Add a mute, or change how the present one is set; that one keeps its id and its time."""
        await self.querier.run(
            _UPSERT,
            id=mute.id,
            account_id=mute.account_id,
            target_id=mute.target_id,
            hides_notifications=mute.hides_notifications,
            expires_at=maybe_to_millis(mute.expires_at),
            created_at=to_millis(mute.created_at),
        )
        self.querier.tell("viewer", mute.account_id)

    async def delete(self, account_id: str, target_id: str) -> bool:
        """Delete the mute; tell whether there was one."""
        count = await self.querier.run(
            "DELETE FROM mutes WHERE account_id = :account_id AND target_id = :target_id",
            account_id=account_id,
            target_id=target_id,
        )
        self.querier.tell("viewer", account_id)
        return count > 0

    async def page(self, account_id: str, page: Page, now: datetime) -> Slice[Mute]:
        """Return the mutes of the account that hold now, newest first."""
        return await read_page(
            self.querier, _PAGE, page, _mute_from_row, {"account_id": account_id, "now": to_millis(now)}
        )


def _mute_from_row(row: Row) -> Mute:
    return Mute(
        id=row["id"],
        account_id=row["account_id"],
        target_id=row["target_id"],
        hides_notifications=bool(row["hides_notifications"]),
        expires_at=maybe_from_millis(row["expires_at"]),
        created_at=from_millis(row["created_at"]),
    )
