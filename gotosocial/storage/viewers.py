"""How accounts stand to each other, over all tables of relations, in one statement each.

Rows of every table arrive under the same columns: which relation, the other account, two switches, a text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from gotosocial.models.relationship import Facing
from gotosocial.models.viewer import FollowSwitches, MuteSwitches, Viewer
from gotosocial.storage.database import Querier, Row
from gotosocial.util.clock import maybe_from_millis

_LOAD = """
SELECT account_id AS viewer_id, 'following' AS relation, target_id AS other_id, shows_reblogs AS first,
  notifies AS second, CAST(NULL AS BIGINT) AS expires_at
FROM follows WHERE account_id IN :ids
UNION ALL SELECT account_id, 'requested', target_id, shows_reblogs, notifies, CAST(NULL AS BIGINT)
FROM follow_requests WHERE account_id IN :ids
UNION ALL SELECT account_id, 'blocking', target_id, FALSE, FALSE, CAST(NULL AS BIGINT)
FROM blocks WHERE account_id IN :ids
UNION ALL SELECT target_id, 'blocked_by', account_id, FALSE, FALSE, CAST(NULL AS BIGINT)
FROM blocks WHERE target_id IN :ids
UNION ALL SELECT account_id, 'muting', target_id, hides_notifications, FALSE, expires_at
FROM mutes WHERE account_id IN :ids"""

_FACING = """
SELECT 'followed_by' AS relation, account_id AS other_id, '' AS note
FROM follows WHERE target_id = :viewer_id AND account_id IN :ids
UNION ALL SELECT 'requested_by', account_id, ''
FROM follow_requests WHERE target_id = :viewer_id AND account_id IN :ids
UNION ALL SELECT 'note', target_id, comment
FROM account_notes WHERE account_id = :viewer_id AND target_id IN :ids"""


@attrs.frozen
class Viewers:
    """Relations of accounts with all others, or with those on a page."""

    querier: Querier

    async def load(self, account_id: str) -> Viewer:
        """Return everything that decides what the account may see; expired mutes are among it."""
        return (await self.load_many([account_id]))[account_id]

    async def load_many(self, ids: Sequence[str]) -> dict[str, Viewer]:
        """Return the same for each of the accounts, by its id."""
        of: dict[str, dict[str, list[Row]]] = {account_id: {} for account_id in ids}
        for row in await self.querier.all(_LOAD, ids=list(of)):
            of[row["viewer_id"]].setdefault(row["relation"], []).append(row)
        return {account_id: _viewer(account_id, relations) for account_id, relations in of.items()}

    async def facing(self, viewer_id: str, ids: Sequence[str]) -> dict[str, Facing]:
        """Return what those of the accounts that have any say in it add to the viewer's own relations."""
        rows = await self.querier.all(_FACING, viewer_id=viewer_id, ids=ids)
        facts: dict[str, dict[str, Any]] = {}
        for row in rows:
            relation: str = row["relation"]
            facts.setdefault(row["other_id"], {})[relation] = row["note"] if relation == "note" else True
        return {account_id: Facing(**known) for account_id, known in facts.items()}

    async def followers_among(self, account_id: str, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the accounts that follow the one."""
        rows = await self.querier.all(
            "SELECT account_id AS other_id FROM follows WHERE target_id = :account_id AND account_id IN :ids",
            account_id=account_id,
            ids=ids,
        )
        return _others(rows)


def _viewer(account_id: str, of: Mapping[str, Sequence[Row]]) -> Viewer:
    return Viewer(
        account_id=account_id,
        following=_follows(of.get("following", ())),
        requested=_follows(of.get("requested", ())),
        blocking=_others(of.get("blocking", ())),
        blocked_by=_others(of.get("blocked_by", ())),
        muting={
            row["other_id"]: MuteSwitches(
                hides_notifications=bool(row["first"]), expires_at=maybe_from_millis(row["expires_at"])
            )
            for row in of.get("muting", ())
        },
    )


def _others(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset(row["other_id"] for row in rows)


def _follows(rows: Sequence[Row]) -> dict[str, FollowSwitches]:
    return {
        row["other_id"]: FollowSwitches(shows_reblogs=bool(row["first"]), notifies=bool(row["second"]))
        for row in rows
    }
