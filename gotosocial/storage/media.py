"""Media attachments: what is known about files; the bytes are in ``blobs.py``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, to_millis

_NAMES = tuple(field.name for field in attrs.fields(MediaAttachment))
_COLUMNS = ", ".join(_NAMES)
_SELECT = f"SELECT {_COLUMNS} FROM media_attachments"
_INSERT = insert_into("media_attachments", (*_NAMES, "used_at"))
_UPDATE = update_of("media_attachments", _NAMES, "id")


@attrs.frozen
class Media:
    """Attachments, avatars and headers."""

    querier: Querier

    async def insert(self, media: MediaAttachment) -> None:
        """Add an attachment."""
        await self.querier.run(_INSERT, **_new_row(media))

    async def find(self, media_id: str) -> MediaAttachment | None:
        """Return the attachment, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=media_id)
        return _media(row) if row else None

    async def find_to_change(self, media_id: str) -> MediaAttachment | None:
        """Return the attachment, or None; nobody else changes it until the transaction ends."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id FOR NO KEY UPDATE", id=media_id)
        return _media(row) if row else None

    async def get_many(self, ids: Sequence[str]) -> dict[str, MediaAttachment]:
        """Return by id those attachments that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE id IN :ids", ids=ids)
        return {row["id"]: _media(row) for row in rows}

    async def update(self, media: MediaAttachment) -> None:
        """Write every column of the attachment, read by ``find_to_change``, and say what shows it."""
        await self.querier.run(_UPDATE, **_columns(media))
        self._tell(media)

    async def describe(self, media: MediaAttachment) -> None:
        """Write description and focus of the attachment, and say what shows it."""
        await self.querier.run(
            "UPDATE media_attachments SET description = :description, focus_x = :focus_x, focus_y = :focus_y"
            " WHERE id = :id",
            id=media.id,
            description=media.description,
            focus_x=media.focus_x,
            focus_y=media.focus_y,
        )
        self._tell(media)

    async def attach(self, ids: Sequence[str], status_id: str, account_id: str) -> int:
        """Give the account's own, unattached files to a status; return how many that were."""
        attached = await self.querier.run(
            "UPDATE media_attachments SET status_id = :status_id WHERE id IN :ids"
            " AND account_id = :account_id AND status_id = '' AND role = 'attachment'",
            ids=ids,
            status_id=status_id,
            account_id=account_id,
        )
        for media_id in ids:
            self.querier.tell("media", media_id)
        return attached

    async def detach(self, status_id: str) -> None:
        """Take its files from a status; they stay until they are used again or tidied away.

        From when on they are not used, ``begin_waiting`` writes down.
        """
        rows = await self.querier.all(
            "UPDATE media_attachments SET status_id = '', used_at = 0"
            " WHERE status_id = :status_id AND status_id <> '' RETURNING id",
            status_id=status_id,
        )
        for row in rows:
            self.querier.tell("media", row["id"])

    async def insert_many(self, media: Sequence[MediaAttachment]) -> None:
        """Add attachments that belong to a status already."""
        await self.querier.batch(_INSERT, [_new_row(one) for one in media])

    async def delete(self, media_id: str) -> None:
        """Forget the attachment; removing its files is the caller's part."""
        await self.querier.run("DELETE FROM media_attachments WHERE id = :id", id=media_id)
        self.querier.tell("media", media_id)

    async def delete_unused(self, ids: Sequence[str]) -> frozenset[str]:
        """Forget those of the files that no status has by now; return their ids."""
        rows = await self.querier.all(
            "DELETE FROM media_attachments WHERE id IN :ids AND status_id = '' RETURNING id", ids=ids
        )
        for row in rows:
            self.querier.tell("media", row["id"])
        return frozenset(row["id"] for row in rows)

    async def delete_of_account(self, account_id: str, limit: int) -> int:
        """Forget up to so many of the account's attachments, avatars and headers; return how many.

        Removing their files is the caller's part.
        """
        rows = await self.querier.all(
            "DELETE FROM media_attachments WHERE id IN (SELECT id FROM media_attachments"
            " WHERE account_id = :account_id ORDER BY account_id, id LIMIT :row_limit) RETURNING id",
            account_id=account_id,
            row_limit=limit,
        )
        for row in rows:
            self.querier.tell("media", row["id"])
        return len(rows)

    async def delete_unattached(self, media_id: str, account_id: str) -> bool:
        """Forget an attachment of the account that no status has; return whether it was one."""
        gone = await self.querier.run(
            "DELETE FROM media_attachments WHERE id = :id AND account_id = :account_id"
            " AND status_id = '' AND role = 'attachment'",
            id=media_id,
            account_id=account_id,
        )
        self.querier.tell("media", media_id)
        return gone > 0

    async def bytes_of(self, account_id: str) -> int:
        """Return how many bytes the account's files take, thumbnails included."""
        rows = await self.querier.scan(
            "SELECT SUM(file_size + small_size) AS taken FROM media_attachments"
            " WHERE account_id = :account_id",
            account_id=account_id,
        )
        return int(rows[0]["taken"] or 0)

    async def begin_waiting(self, now: datetime) -> int:
        """Note for files that were taken from their statuses since when nothing uses them."""
        return await self.querier.run(
            "UPDATE media_attachments SET used_at = :now"
            " WHERE status_id = '' AND role = 'attachment' AND used_at = 0",
            now=to_millis(now),
        )

    async def list_unattached(self, before: datetime, limit: int) -> list[MediaAttachment]:
        """Return attachments that no status has had since before the time, those for longest first."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE status_id = '' AND role = 'attachment'"
            " AND used_at > 0 AND used_at < :before ORDER BY used_at LIMIT :limit",
            before=to_millis(before),
            limit=limit,
        )
        return [_media(row) for row in rows]

    def _tell(self, media: MediaAttachment) -> None:
        self.querier.tell("media", media.id)
        if media.role != "attachment":
            self.querier.tell("account", media.account_id)
        elif media.status_id:
            self.querier.tell("status", media.status_id)


def _columns(media: MediaAttachment) -> dict[str, Any]:
    values = {name: getattr(media, name) for name in _NAMES}
    values["created_at"] = to_millis(media.created_at)
    return values


def _new_row(media: MediaAttachment) -> dict[str, Any]:
    values = _columns(media)
    return values | {"used_at": values["created_at"]}


def _media(row: Row) -> MediaAttachment:
    values = {name: row[name] for name in _NAMES}
    values.update(created_at=from_millis(row["created_at"]), is_cached=bool(row["is_cached"]))
    return MediaAttachment(**values)
