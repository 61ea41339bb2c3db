"""The files that are kept here, whichever row names them: for cleaning, counting and listing.

Attachments, avatars, headers and emojis are alike in all of this, so each statement asks both tables. What
people have bookmarked is never listed as unused.
"""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.kept_file import KeptFile, Usage
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import from_millis, to_millis

_MEDIA = """
SELECT m.id, m.role AS kind, m.file_key, m.small_key AS other_key, m.file_size + m.small_size AS size,
  m.is_cached, m.remote_url, m.used_at FROM media_attachments m"""
EMOJIS = """
SELECT e.id, 'emoji' AS kind, e.file_key, e.static_key AS other_key, e.file_size + e.static_size AS size,
  e.is_cached, e.remote_url, e.used_at FROM emojis e"""
"""Emojis as the rows of ``kept``."""
_UNUSED = f"""
SELECT * FROM ({_MEDIA}
  WHERE m.is_cached AND m.remote_url <> '' AND (m.used_at, m.id) > (:used_at, :after)
    AND m.used_at < :before AND NOT EXISTS (SELECT 1 FROM bookmarks b WHERE b.status_id = m.status_id)
  ORDER BY m.used_at, m.id LIMIT :row_limit) AS some_media
UNION ALL
SELECT * FROM ({EMOJIS}
  WHERE e.is_cached AND e.domain <> '' AND (e.used_at, e.id) > (:used_at, :after) AND e.used_at < :before
  ORDER BY e.used_at, e.id LIMIT :row_limit) AS some_emojis
ORDER BY used_at, id LIMIT :row_limit"""
_TOTAL = """
SELECT COALESCE((SELECT SUM(file_size + small_size) FROM media_attachments
                 WHERE is_cached AND remote_url <> ''), 0)
  + COALESCE((SELECT SUM(file_size + static_size) FROM emojis
              WHERE is_cached AND domain <> ''), 0) AS total"""
_USAGE = """
SELECT a.domain, m.role AS kind, COUNT(*) AS files, SUM(m.file_size + m.small_size) AS size
FROM media_attachments m JOIN accounts a ON a.id = m.account_id WHERE m.is_cached GROUP BY a.domain, m.role
UNION ALL
SELECT domain, 'emoji' AS kind, COUNT(*) AS files, SUM(file_size + static_size) AS size
FROM emojis WHERE is_cached GROUP BY domain"""
_OWNERS = """
SELECT DISTINCT account_id FROM media_attachments WHERE account_id > :after
ORDER BY account_id LIMIT :row_limit"""
_FAILED = f"""
SELECT * FROM ({_MEDIA} JOIN accounts a ON a.id = m.account_id
  WHERE m.error <> '' AND NOT m.is_cached AND m.remote_url <> '' AND m.id > :after
    AND (a.domain = :domain OR :domain = '')
  ORDER BY m.id LIMIT :row_limit) AS some_media
UNION ALL
SELECT * FROM ({EMOJIS}
  WHERE NOT e.is_cached AND e.domain <> '' AND e.id > :after AND (e.domain = :domain OR :domain = '')
  ORDER BY e.id LIMIT :row_limit) AS some_emojis
ORDER BY id LIMIT :row_limit"""

_UNWORN = f"""
{_MEDIA} JOIN accounts a ON a.id = m.account_id
WHERE m.role <> 'attachment' AND m.used_at < :before
  AND a.avatar_media_id <> m.id AND a.header_media_id <> m.id
  AND NOT EXISTS (SELECT 1 FROM instance_texts WHERE thumbnail_media_id = m.id)
ORDER BY m.id LIMIT :row_limit"""


@attrs.frozen
class KeptFiles:
    """Files of the blob store by the rows that name them. Most of it is slow, and for jobs and admins."""

    querier: Querier

    async def list_unused(
        self, before: datetime, limit: int, *, after: KeptFile | None = None
    ) -> list[KeptFile]:
        """Return files of other servers that nobody has wanted since before the time, oldest use first.

        ``after``: only those that come after this one.
        """
        rows = await self.querier.scan(
            _UNUSED,
            before=to_millis(before),
            row_limit=limit,
            used_at=to_millis(after.used_at) if after else -1,
            after=after.id if after else "",
        )
        return [kept(row) for row in rows]

    async def total_cached(self) -> int:
        """Return the bytes of all files of other servers that are here."""
        rows = await self.querier.scan(_TOTAL)
        return int(rows[0]["total"])

    async def usage(self) -> list[Usage]:
        """Return what is in use by kind and domain, in no order."""
        rows = await self.querier.scan(_USAGE)
        return [
            Usage(domain=row["domain"], kind=row["kind"], files=row["files"], size=int(row["size"]))
            for row in rows
        ]

    async def owners(self, after: str, limit: int) -> list[str]:
        """Return accounts that have attachments, avatars or headers; ids larger than ``after``, sorted."""
        rows = await self.querier.scan(_OWNERS, after=after, row_limit=limit)
        return [row["account_id"] for row in rows]

    async def list_media_of(self, account_id: str) -> list[KeptFile]:
        """Return the attachments, avatars and headers of an account, cached or not."""
        rows = await self.querier.scan(f"{_MEDIA} WHERE m.account_id = :account_id", account_id=account_id)
        return [kept(row) for row in rows]

    async def list_media(self, after: str, limit: int) -> list[KeptFile]:
        """Return attachments, avatars and headers by id, larger than ``after``; cached or not."""
        rows = await self.querier.scan(
            f"{_MEDIA} WHERE m.id > :after ORDER BY m.id LIMIT :row_limit", after=after, row_limit=limit
        )
        return [kept(row) for row in rows]

    async def list_emojis(self, after: str, limit: int) -> list[KeptFile]:
        """Return emojis by id, larger than ``after``; cached or not."""
        rows = await self.querier.scan(
            f"{EMOJIS} WHERE e.id > :after ORDER BY e.id LIMIT :row_limit", after=after, row_limit=limit
        )
        return [kept(row) for row in rows]

    async def list_failed(self, domain: str, after: str, limit: int) -> list[KeptFile]:
        """Return files that are not here because they could not be had, and emojis that are not here.

        Those of the domain, or of every one where it is empty; ids larger than ``after``, sorted.
        """
        rows = await self.querier.scan(_FAILED, domain=domain, after=after, row_limit=limit)
        return [kept(row) for row in rows]

    async def list_unworn(self, before: datetime, limit: int) -> list[KeptFile]:
        """Return avatars and headers that came before the time and that no account and no instance has."""
        rows = await self.querier.scan(_UNWORN, before=to_millis(before), row_limit=limit)
        return [kept(row) for row in rows]

    async def note_use(self, media_ids: Sequence[str], emoji_ids: Sequence[str], now: datetime) -> None:
        """Write down that somebody looks at these now."""
        for table, ids in (("media_attachments", media_ids), ("emojis", emoji_ids)):
            if ids:
                await self.querier.run(
                    f"UPDATE {table} SET used_at = :now WHERE id IN :ids", ids=ids, now=to_millis(now)
                )

    async def uncache(self, files: Sequence[KeptFile], error: str = "") -> None:
        """Write down that the files are not here; removing them is the caller's part.

        ``error`` says why, where somebody would have expected them here.
        """
        await self._mark(files, is_cached=False, error=error)

    async def recache(self, files: Sequence[KeptFile]) -> None:
        """Write down that the files are here again."""
        await self._mark(files, is_cached=True, error="")

    async def _mark(self, files: Sequence[KeptFile], *, is_cached: bool, error: str) -> None:
        for table in ("media_attachments", "emojis"):
            ids = [one.id for one in files if (one.kind == "emoji") == (table == "emojis")]
            if ids:
                await self.querier.run(
                    f"UPDATE {table} SET is_cached = :is_cached, error = :error WHERE id IN :ids",
                    ids=ids,
                    is_cached=is_cached,
                    error=error,
                )
        for one in files:
            self.querier.tell("emoji_files" if one.kind == "emoji" else "media", one.id)


def kept(row: Row) -> KeptFile:
    """Read a row."""
    return KeptFile(
        id=row["id"],
        kind=row["kind"],
        keys=tuple(key for key in (row["file_key"], row["other_key"]) if key),
        size=row["size"],
        is_cached=bool(row["is_cached"]),
        can_return=bool(row["remote_url"]),
        used_at=from_millis(row["used_at"]),
    )
