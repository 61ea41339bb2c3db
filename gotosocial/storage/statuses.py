"""Posts, replies and boosts: one by one; their lists are read in ``status_pages.py``."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.booster import Booster
from gotosocial.models.status import Status
from gotosocial.storage.database import Querier
from gotosocial.storage.statements import columns_of, insert_into, update_of
from gotosocial.storage.status_rows import COLUMNS, COUNTS, columns_of_status, status_from_row
from gotosocial.util.clock import maybe_to_millis

_SELECT = f"SELECT {columns_of('s', COLUMNS)} FROM statuses s"
_INSERT = insert_into("statuses", COLUMNS)
_UPDATE = update_of("statuses", [column for column in COLUMNS if column not in COUNTS], "id")
_MOST_BOOSTS = 100_000


@attrs.frozen
class Statuses:
    """Statuses by id and URI."""

    querier: Querier

    async def get(self, status_id: str) -> Status:
        """Return the status; raise NotFound where there is none."""
        return status_from_row(await self.querier.one(f"{_SELECT} WHERE s.id = :id", id=status_id))

    async def find(self, status_id: str) -> Status | None:
        """Return the status, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE s.id = :id", id=status_id)
        return status_from_row(row) if row else None

    async def find_to_change(self, status_id: str) -> Status | None:
        """Return the status, or None; nobody else changes it until the transaction ends."""
        row = await self.querier.maybe(f"{_SELECT} WHERE s.id = :id FOR NO KEY UPDATE", id=status_id)
        return status_from_row(row) if row else None

    async def get_many(self, ids: Sequence[str]) -> dict[str, Status]:
        """Return by id those statuses that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE s.id IN :ids", ids=ids)
        return {row["id"]: status_from_row(row) for row in rows}

    async def find_by_uri(self, uri: str) -> Status | None:
        """Return the status with this ActivityPub id, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE s.uri = :uri", uri=uri)
        return status_from_row(row) if row else None

    async def find_by_uris(self, uris: Sequence[str]) -> dict[str, Status]:
        """Return by their ActivityPub ids those statuses that are known here."""
        rows = await self.querier.all(f"{_SELECT} WHERE s.uri IN :uris", uris=uris)
        return {row["uri"]: status_from_row(row) for row in rows}

    async def find_by_url(self, url: str) -> Status | None:
        """Return the status with this page, or None."""
        row = await self.querier.maybe(
            f"{_SELECT} WHERE s.url = :url AND s.url <> '' AND s.boost_of_id = '' ORDER BY s.id LIMIT 1",
            url=url,
        )
        return status_from_row(row) if row else None

    async def find_boost(self, account_id: str, original_id: str) -> Status | None:
        """Return the account's boost of the status, or None; there is never more than one."""
        row = await self.querier.maybe(
            f"{_SELECT} WHERE s.account_id = :account_id AND s.boost_of_id = :original_id"
            " AND s.boost_of_id <> ''",
            account_id=account_id,
            original_id=original_id,
        )
        return status_from_row(row) if row else None

    async def boosts_of(self, original_id: str) -> list[Booster]:
        """Return every boost of the status and who made it, at most a hundred thousand."""
        rows = await self.querier.scan(
            "SELECT id, account_id FROM statuses WHERE boost_of_id = :original_id AND boost_of_id <> ''"
            " ORDER BY id LIMIT :most",
            original_id=original_id,
            most=_MOST_BOOSTS,
        )
        return [Booster(id=row["id"], account_id=row["account_id"]) for row in rows]

    async def insert(self, status: Status) -> None:
        """Add a status; raise Duplicate where its URI, or a boost by this account, exists already."""
        await self.querier.run(_INSERT, **columns_of_status(status))
        self._tell_of_new(status)

    def add(self, status: Status) -> None:
        """Add a status as ``insert`` does, without an answer: Duplicate is raised by what is awaited next."""
        self.querier.later(_INSERT, **columns_of_status(status))
        self._tell_of_new(status)

    async def update(self, status: Status) -> None:
        """Write everything but the counts, over what ``find_to_change`` has read."""
        values = columns_of_status(status)
        await self.querier.run(
            _UPDATE, **{column: value for column, value in values.items() if column not in COUNTS}
        )
        self.querier.tell("status", status.id)

    async def delete(self, ids: Sequence[str]) -> dict[str, str]:
        """Delete statuses with their mentions, tags, favourites and bookmarks; return their authors by id.

        Timelines, notifications and media are other tables' deeds. Children keep what they said about
        their parent.
        """
        rows = await self.querier.all(
            "DELETE FROM statuses WHERE id IN :ids RETURNING id, account_id, boost_of_id", ids=ids
        )
        for row in rows:
            self.querier.tell("status", row["id"])
            if row["boost_of_id"]:
                self.querier.tell("marks", f"{row['account_id']}:{row['boost_of_id']}")
        return {row["id"]: row["account_id"] for row in rows}

    async def change_counts(
        self, status_id: str, *, favourites: int = 0, reblogs: int = 0, replies: int = 0
    ) -> bool:
        """Add to the counts, which never fall below zero; return whether the status is there."""
        changed = await self.querier.run(
            "UPDATE statuses SET"
            " favourites_count = CASE WHEN favourites_count + :favourites < 0 THEN 0"
            " ELSE favourites_count + :favourites END,"
            " reblogs_count = CASE WHEN reblogs_count + :reblogs < 0 THEN 0"
            " ELSE reblogs_count + :reblogs END,"
            " replies_count = CASE WHEN replies_count + :replies < 0 THEN 0"
            " ELSE replies_count + :replies END"
            " WHERE id = :id",
            id=status_id,
            favourites=favourites,
            reblogs=reblogs,
            replies=replies,
        )
        self.querier.tell("status", status_id)
        return changed > 0

    async def fetched(self, status_id: str, when: datetime) -> None:
        """Note that an attempt to fetch the status was made, whatever it brought."""
        await self.querier.run(
            "UPDATE statuses SET fetched_at = :fetched_at WHERE id = :id",
            id=status_id,
            fetched_at=maybe_to_millis(when),
        )
        self.querier.tell("status", status_id)

    async def approve(self, status_id: str, approved_by_uri: str) -> bool:
        """Let a reply or a boost be seen that waited for approval; return False where it did not wait."""
        changed = await self.querier.run(
            "UPDATE statuses SET is_pending = FALSE, approved_by_uri = :approved_by_uri"
            " WHERE id = :id AND is_pending",
            id=status_id,
            approved_by_uri=approved_by_uri,
        )
        self.querier.tell("status", status_id)
        return changed > 0

    async def pin(self, status_id: str, when: datetime | None) -> None:
        """Pin the status to its author's profile, or take the pin away (None)."""
        await self.querier.run(
            "UPDATE statuses SET pinned_at = :pinned_at WHERE id = :id",
            id=status_id,
            pinned_at=maybe_to_millis(when),
        )
        self.querier.tell("status", status_id)

    async def count_pinned(self, account_id: str) -> int:
        """Return how many posts the account has pinned."""
        count: int = await self.querier.value(
            "SELECT COUNT(*) FROM statuses WHERE account_id = :account_id AND pinned_at IS NOT NULL",
            account_id=account_id,
        )
        return count

    def _tell_of_new(self, status: Status) -> None:
        self.querier.tell("status", status.id)
        if status.is_boost:
            self.querier.tell("marks", f"{status.account_id}:{status.boost_of_id}")
