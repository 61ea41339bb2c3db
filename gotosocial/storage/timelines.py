"""Timelines as rows, written when a status is published, so that reading one never looks at follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.timeline_entry import TimelineEntry
from gotosocial.storage.database import Querier
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.util.clock import to_millis
from gotosocial.util.paging import Page, Slice

_NAMES = ("timeline", "status_id", "account_id", "original_id", "is_repeat")
_INSERT = """
INSERT INTO timeline_entries (timeline, status_id, account_id, original_id, is_repeat)
VALUES (:timeline, :status_id, :account_id, :original_id, :is_repeat)
ON CONFLICT DO NOTHING"""
_PAGE = PageQuery.within(
    "timeline", "SELECT status_id FROM timeline_entries WHERE NOT is_repeat", key="status_id"
)

# A timeline is "home:" and the id of its owner. A boost that they do not see makes nothing a repetition.
# Counted, because PostgreSQL may read a whole table to answer EXISTS for several rows.
_HIDDEN_FROM_OWNER = """e.status_id <> e.original_id AND (
 (SELECT COUNT(*) FROM mutes m
  WHERE m.account_id = SUBSTR(e.timeline, 6) AND m.target_id = e.account_id
  AND (m.expires_at IS NULL OR m.expires_at > :now)) > 0
 OR (SELECT COUNT(*) FROM follows f
  WHERE f.account_id = SUBSTR(e.timeline, 6) AND f.target_id = e.account_id AND NOT f.shows_reblogs) > 0)"""
# Where an entry goes that hid later ones as repetitions, the first of those takes its place. CROSS JOIN and
# what is no bare column keep SQLite from looking through whole timelines for them.
_SHOW_INSTEAD = """
UPDATE timeline_entries SET is_repeat = FALSE WHERE is_repeat AND (timeline, status_id) IN
 (SELECT later.timeline, MIN(later.status_id) FROM timeline_entries gone CROSS JOIN timeline_entries later
  WHERE {gone} AND NOT gone.is_repeat AND later.is_repeat AND later.status_id || '' > gone.status_id
  AND later.original_id = gone.original_id AND later.timeline = gone.timeline
  AND NOT ({later_too}) GROUP BY later.timeline, later.original_id)"""
_SHOW_INSTEAD_OF_AUTHOR = _SHOW_INSTEAD.format(
    gone="gone.timeline = :timeline AND gone.account_id = :account_id",
    later_too="later.account_id = :account_id",
)
_SHOW_INSTEAD_OF_STATUSES = _SHOW_INSTEAD.format(
    gone="gone.status_id IN :ids", later_too="later.status_id IN :ids"
)


@attrs.frozen
class Timelines:
    """The entries of every timeline, by the timeline's name (``models/timeline_entry.py`` makes those)."""

    querier: Querier

    async def insert(self, entries: Sequence[TimelineEntry]) -> list[str]:
        """Add entries in one trip; return the timelines of those that were not there before.

        Belongs in a transaction where there is more than one entry.
        """
        rows = [_values(entry) for entry in entries]
        if len(rows) == 1:
            count = await self.querier.run(_INSERT, **rows[0])
            self._changed()
            return [entries[0].timeline] if count else []
        there = await self._among(entries)
        fresh = [row for row in rows if (row["timeline"], row["status_id"]) not in there]
        await self.querier.batch(_INSERT, fresh)
        self._changed()
        return [row["timeline"] for row in fresh]

    def add(self, entry: TimelineEntry) -> None:
        """Add an entry as ``insert`` does, without an answer: written with the COMMIT at the latest."""
        self.querier.later(_INSERT, **_values(entry))
        self._changed()

    async def page(self, timeline: str, page: Page) -> Slice[str]:
        """Return status ids, the newest first; repeated boosts are left out."""
        return await read_page(
            self.querier, _PAGE, page, lambda row: str(row["status_id"]), {"timeline": timeline}
        )

    async def shows(self, timeline: str, status_id: str) -> bool:
        """Tell whether the status stands in the timeline and is no repeated boost."""
        found = await self.querier.value(
            "SELECT 1 FROM timeline_entries"
            " WHERE timeline = :timeline AND status_id = :status_id AND NOT is_repeat",
            timeline=timeline,
            status_id=status_id,
        )
        return found is not None

    async def standing_in(
        self, timeline: str, original_ids: Sequence[str], *, now: datetime
    ) -> frozenset[str]:
        """Return those originals that the home timeline shows, by themselves or as a boost."""
        rows = await self.querier.all(
            "SELECT e.original_id FROM timeline_entries e"
            " WHERE e.timeline = :timeline AND e.original_id IN :ids AND NOT e.is_repeat"
            f" AND NOT ({_HIDDEN_FROM_OWNER})",
            timeline=timeline,
            ids=original_ids,
            now=to_millis(now),
        )
        return frozenset(row["original_id"] for row in rows)

    async def recent_originals(
        self, timelines: Sequence[str], original_id: str, limit: int = 40, *, now: datetime
    ) -> frozenset[str]:
        """Return those home timelines that show the original among their newest entries (row T-04)."""
        # SQLite uses both columns of its index only when the second value is not a bare column.
        rows = await self.querier.all(
            "SELECT e.timeline FROM timeline_entries e"
            " WHERE e.original_id = :original_id AND e.timeline IN :timelines AND NOT e.is_repeat"
            " AND (SELECT COUNT(*) FROM (SELECT 1 FROM timeline_entries newer"
            "  WHERE newer.timeline <= e.timeline"
            "  AND (newer.timeline, newer.status_id) > (e.timeline, e.status_id || '')"
            "  AND NOT newer.is_repeat"
            "  ORDER BY newer.timeline, newer.status_id LIMIT :limit) AS counted) < :limit"
            f" AND NOT ({_HIDDEN_FROM_OWNER})",
            timelines=timelines,
            original_id=original_id,
            limit=limit,
            now=to_millis(now),
        )
        return frozenset(row["timeline"] for row in rows)

    async def delete_author(self, timeline: str, account_id: str) -> None:
        """Take everything that the account brought out of the timeline."""
        await self.querier.run(_SHOW_INSTEAD_OF_AUTHOR, timeline=timeline, account_id=account_id)
        await self.querier.run(
            "DELETE FROM timeline_entries WHERE timeline = :timeline AND account_id = :account_id",
            timeline=timeline,
            account_id=account_id,
        )
        self._changed()

    async def delete_statuses(self, ids: Sequence[str]) -> None:
        """Take statuses, and boosts of them, out of every timeline."""
        await self.querier.run(_SHOW_INSTEAD_OF_STATUSES, ids=ids)
        await self.querier.run("DELETE FROM timeline_entries WHERE status_id IN :ids", ids=ids)
        await self.querier.run("DELETE FROM timeline_entries WHERE original_id IN :ids", ids=ids)
        self._changed()

    async def longer_than(self, count: int) -> list[str]:
        """Return the timelines of more than so many entries, a hundred at most; looks at all entries."""
        rows = await self.querier.scan(
            "SELECT timeline FROM timeline_entries GROUP BY timeline HAVING COUNT(*) > :count LIMIT 100",
            count=count,
        )
        return [row["timeline"] for row in rows]

    async def trim(self, timeline: str, keep: int, most: int) -> int:
        """Drop the oldest entries beyond ``keep``, at most so many at once; return how many were dropped."""
        dropped = await self.querier.run(
            "DELETE FROM timeline_entries WHERE timeline = :timeline AND status_id IN"
            " (SELECT status_id FROM timeline_entries WHERE timeline = :timeline AND status_id <="
            "   (SELECT status_id FROM timeline_entries WHERE timeline = :timeline"
            "    ORDER BY status_id DESC LIMIT 1 OFFSET :keep)"
            "  ORDER BY status_id LIMIT :most)",
            timeline=timeline,
            keep=keep,
            most=most,
        )
        if dropped:
            self._changed()
        return dropped

    def _changed(self) -> None:
        self.querier.tell("timelines", "")

    async def _among(self, entries: Sequence[TimelineEntry]) -> set[tuple[str, str]]:
        """Return timeline and status of those entries that are there."""
        rows = await self.querier.all(
            "SELECT timeline, status_id FROM timeline_entries"
            " WHERE timeline IN :timelines AND status_id IN :status_ids",
            timelines=list({entry.timeline for entry in entries}),
            status_ids=list({entry.status_id for entry in entries}),
        )
        return {(row["timeline"], row["status_id"]) for row in rows}


def _values(entry: TimelineEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _NAMES}
