"""Polls and the votes in them."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from gotosocial.models.poll import Poll, PollVote
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.json_lists import list_to_json, numbers_from_json, texts_from_json
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

_NAMES = (
    *("id", "status_id", "options", "votes", "voters_count", "is_multiple", "hides_counts"),
    *("expires_at", "closed_at"),
)
_SELECT = f"SELECT {', '.join(_NAMES)} FROM polls"
_INSERT = insert_into("polls", _NAMES)
_UPDATE = update_of("polls", [name for name in _NAMES if name != "status_id"], "id")
_VOTE_NAMES = ("id", "poll_id", "account_id", "choices", "created_at")
_VOTE_SELECT = f"SELECT {', '.join(_VOTE_NAMES)} FROM poll_votes"
_PUT_VOTE = f"""
{insert_into("poll_votes", _VOTE_NAMES)}
ON CONFLICT (poll_id, account_id) DO UPDATE SET choices = excluded.choices"""


@attrs.frozen
class Polls:
    """Polls by their own id and by that of their status; a status has at most one."""

    querier: Querier

    async def find(self, poll_id: str) -> Poll | None:
        """Return the poll, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=poll_id)
        return _poll(row) if row else None

    async def get_many(self, ids: Sequence[str]) -> dict[str, Poll]:
        """Return by id those polls that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE id IN :ids", ids=ids)
        return {row["id"]: _poll(row) for row in rows}

    async def get_to_change(self, poll_id: str) -> Poll:
        """Return the poll, which nobody else changes until this transaction ends; raise NotFound."""
        return _poll(await self.querier.one(f"{_SELECT} WHERE id = :id FOR UPDATE", id=poll_id))

    async def insert(self, poll: Poll) -> None:
        """Add a poll; raise Duplicate where its status has one."""
        await self.querier.run(_INSERT, **_values(poll))
        self.querier.tell("status", poll.status_id)

    async def update(self, poll: Poll) -> None:
        """Write everything that can change."""
        values = _values(poll)
        del values["status_id"]
        await self.querier.run(_UPDATE, **values)
        self.querier.tell("status", poll.status_id)

    async def delete(self, poll_id: str) -> None:
        """Delete the poll with its votes."""
        row = await self.querier.maybe("DELETE FROM polls WHERE id = :id RETURNING status_id", id=poll_id)
        if row is not None:
            self.querier.tell("status", row["status_id"])

    async def put_vote(self, vote: PollVote, status_id: str) -> None:
        """Keep what somebody chose in the poll of the status, in place of what they chose before."""
        values = {name: getattr(vote, name) for name in _VOTE_NAMES}
        values |= {"choices": list_to_json(vote.choices), "created_at": to_millis(vote.created_at)}
        await self.querier.run(_PUT_VOTE, **values)
        self.querier.tell("marks", f"{vote.account_id}:{status_id}")

    async def find_vote(self, poll_id: str, account_id: str) -> PollVote | None:
        """Return what the account chose in the poll, or None."""
        row = await self.querier.maybe(
            f"{_VOTE_SELECT} WHERE poll_id = :poll_id AND account_id = :account_id",
            poll_id=poll_id,
            account_id=account_id,
        )
        return _vote(row) if row else None

    async def votes_of(self, account_id: str, poll_ids: Sequence[str]) -> dict[str, PollVote]:
        """Return by the poll what the account chose in those of the polls where it voted."""
        rows = await self.querier.all(
            f"{_VOTE_SELECT} WHERE poll_id IN :poll_ids AND account_id = :account_id",
            poll_ids=poll_ids,
            account_id=account_id,
        )
        return {row["poll_id"]: _vote(row) for row in rows}

    async def local_voters(self, poll_id: str, after_id: str, limit: int) -> list[str]:
        """Return local accounts that voted, with ids above ``after_id``, in the order of their ids."""
        rows = await self.querier.all(
            "SELECT v.account_id FROM poll_votes v JOIN accounts a ON a.id = v.account_id"
            " WHERE v.poll_id = :poll_id AND v.account_id > :after_id AND a.domain = ''"
            " ORDER BY v.account_id LIMIT :row_limit",
            poll_id=poll_id,
            after_id=after_id,
            row_limit=limit,
        )
        return [row["account_id"] for row in rows]

    async def ending(self, now: datetime, limit: int) -> list[Poll]:
        """Return polls whose time is over and that are not closed yet, those first that ended first."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE closed_at IS NULL AND expires_at IS NOT NULL AND expires_at <= :now"
            " ORDER BY expires_at LIMIT :row_limit",
            now=to_millis(now),
            row_limit=limit,
        )
        return [_poll(row) for row in rows]

    async def close(self, poll_id: str, when: datetime) -> bool:
        """Note that the poll is closed and its voters are told; return False where that was noted before."""
        row = await self.querier.maybe(
            "UPDATE polls SET closed_at = :closed_at WHERE id = :id AND closed_at IS NULL"
            " RETURNING status_id",
            id=poll_id,
            closed_at=to_millis(when),
        )
        if row is not None:
            self.querier.tell("status", row["status_id"])
        return row is not None


def _values(poll: Poll) -> dict[str, object]:
    return {name: getattr(poll, name) for name in _NAMES} | {
        "options": list_to_json(poll.options),
        "votes": list_to_json(poll.votes),
        "expires_at": maybe_to_millis(poll.expires_at),
        "closed_at": maybe_to_millis(poll.closed_at),
    }


def _poll(row: Row) -> Poll:
    return Poll(
        id=row["id"],
        status_id=row["status_id"],
        options=texts_from_json(row["options"]),
        votes=numbers_from_json(row["votes"]),
        voters_count=row["voters_count"],
        is_multiple=bool(row["is_multiple"]),
        hides_counts=bool(row["hides_counts"]),
        expires_at=maybe_from_millis(row["expires_at"]),
        closed_at=maybe_from_millis(row["closed_at"]),
    )


def _vote(row: Row) -> PollVote:
    return PollVote(
        id=row["id"],
        poll_id=row["poll_id"],
        account_id=row["account_id"],
        choices=numbers_from_json(row["choices"]),
        created_at=from_millis(row["created_at"]),
    )
