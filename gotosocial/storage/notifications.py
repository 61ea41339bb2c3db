"""Notifications of local accounts."""

from collections.abc import Collection, Sequence
from typing import Any, get_args

import attrs

from gotosocial.models.notification import Notification, NotificationType
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis
from gotosocial.util.paging import Page, Slice

_TYPES: tuple[str, ...] = get_args(NotificationType)
_NAMES = ("id", "type", "account_id", "origin_id", "status_id", "created_at")
_COLUMNS = ", ".join(_NAMES)
_INSERT = f"{insert_into('notifications', _NAMES)} ON CONFLICT DO NOTHING"
_ALL = PageQuery.within("account_id", f"SELECT {_COLUMNS} FROM notifications WHERE")


@attrs.frozen
class Notifications:
    """One notification for each receiver, type, cause and status (row N-08)."""

    querier: Querier

    async def insert(self, notification: Notification) -> bool:
        """Add a notification; return False where the receiver has the same one already."""
        values = {name: getattr(notification, name) for name in _NAMES}
        values["created_at"] = to_millis(notification.created_at)
        self._changed()
        return await self.querier.run(_INSERT, **values) > 0

    async def find(self, account_id: str, notification_id: str) -> Notification | None:
        """Return the account's notification, or None where it is somebody else's or gone."""
        row = await self.querier.maybe(
            f"SELECT {_COLUMNS} FROM notifications WHERE id = :id AND account_id = :account_id",
            id=notification_id,
            account_id=account_id,
        )
        return _notification(row) if row else None

    async def page(
        self,
        account_id: str,
        page: Page,
        types: Collection[str] = (),
        excluded: Collection[str] = (),
    ) -> Slice[Notification]:
        """Return the account's notifications, newest first.

        ``types``: only these, where any is given; ``excluded``: none of these. Types that do not exist
        are never found.
        """
        wanted = [one for one in _TYPES if (not types or one in types) and one not in excluded]
        parameters: dict[str, Any] = {"account_id": account_id}
        if not types and len(wanted) == len(_TYPES):
            return await read_page(self.querier, _ALL, page, _notification, parameters)
        if not wanted:
            return Slice(items=[])
        parameters.update({f"type_{index}": one for index, one in enumerate(wanted)})
        return await read_page(self.querier, _query_of(len(wanted)), page, _notification, parameters)

    async def delete(self, account_id: str, notification_id: str) -> bool:
        """Delete one notification of the account; return whether it was there."""
        deleted = await self.querier.run(
            "DELETE FROM notifications WHERE id = :id AND account_id = :account_id",
            id=notification_id,
            account_id=account_id,
        )
        self._changed()
        return deleted > 0

    async def clear(self, account_id: str) -> None:
        """Delete every notification of the account."""
        await self.querier.run(
            "DELETE FROM notifications WHERE account_id = :account_id", account_id=account_id
        )
        self._changed()

    async def delete_of_statuses(self, ids: Sequence[str]) -> None:
        """Delete the notifications about statuses that are no more."""
        await self.querier.run(
            "DELETE FROM notifications WHERE status_id IN :ids AND status_id <> ''", ids=ids
        )
        self._changed()

    async def delete_from(
        self, account_id: str, origin_id: str, type: str | None = None, status_id: str | None = None
    ) -> None:
        """Delete what the origin caused for the account: everything, or of one type or status only."""
        conditions = ["account_id = :account_id", "origin_id = :origin_id"]
        parameters = {"account_id": account_id, "origin_id": origin_id}
        for column, value in (("type", type), ("status_id", status_id)):
            if value is not None:
                conditions.append(f"{column} = :{column}")
                parameters[column] = value
        await self.querier.run(f"DELETE FROM notifications WHERE {' AND '.join(conditions)}", **parameters)
        self._changed()

    async def delete_of(self, origin_id: str) -> None:
        """Delete everything that the origin caused for anybody."""
        await self.querier.run("DELETE FROM notifications WHERE origin_id = :origin_id", origin_id=origin_id)
        self._changed()

    def _changed(self) -> None:
        self.querier.tell("notifications", "")


def _query_of(count: int) -> PageQuery:
    """Read so many types side by side, each along its index, so that others are not walked over."""
    return PageQuery(_merged(count, "DESC"), _merged(count, "ASC"), "id")


def _merged(count: int, order: str) -> str:
    parts = [
        f"SELECT {_COLUMNS} FROM (SELECT {_COLUMNS} FROM notifications"
        f" WHERE (account_id, type, id) > (:account_id, :type_{index}, :newer_than)"
        f" AND (account_id, type, id) < (:account_id, :type_{index}, :older_than)"
        f" ORDER BY account_id {order}, type {order}, id {order} LIMIT :row_limit) AS part_{index}"
        for index in range(count)
    ]
    return f"{' UNION ALL '.join(parts)} ORDER BY id {order} LIMIT :row_limit"


def _notification(row: Row) -> Notification:
    return Notification(
        id=row["id"],
        type=row["type"],
        account_id=row["account_id"],
        origin_id=row["origin_id"],
        status_id=row["status_id"],
        created_at=from_millis(row["created_at"]),
    )
