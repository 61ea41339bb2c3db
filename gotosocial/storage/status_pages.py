"""Lists of statuses: profiles, the public timeline, tags, and who boosted what.

A list returns ids; the statuses come from the cache or in one batch. For every choice that a client can
make there is an index whose condition is the choice itself, so that no page walks over posts it leaves
out. The conditions below must stay word for word those of the indexes in ``schema/0001_first.sql``.
"""

import attrs

from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.booster import Booster
from gotosocial.models.origin import Origin
from gotosocial.models.status import Status
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import columns_of
from gotosocial.storage.status_rows import COLUMNS, status_from_row
from gotosocial.util.paging import Page, Slice

_ORIGINAL = "boost_of_id = ''"
_ROOT = (
    "(in_reply_to_id = '' AND in_reply_to_uri = ''"
    " OR in_reply_to_account_id = account_id AND mentioned_ids = '[]')"
)
_PUBLIC = "visibility = 'public' AND boost_of_id = '' AND NOT is_pending AND is_monologue"
_EVERYBODY = PageQuery.of(f"SELECT id FROM statuses WHERE {_PUBLIC}")
_LOCAL = PageQuery.of(f"SELECT id FROM statuses WHERE {_PUBLIC} AND is_local")
_REMOTE = PageQuery.of(f"SELECT id FROM statuses WHERE {_PUBLIC} AND NOT is_local")
_BY_ORIGIN = {Origin.ANY: _EVERYBODY, Origin.LOCAL: _LOCAL, Origin.REMOTE: _REMOTE}
_TAGGED = PageQuery.within(
    "t.tag",
    "SELECT t.status_id FROM status_tags t JOIN statuses s ON s.id = t.status_id"
    " WHERE t.is_public AND NOT s.is_pending",
    key="t.status_id",
)
_BOOSTERS = PageQuery.within(
    "boost_of_id", "SELECT id, account_id FROM statuses WHERE boost_of_id <> '' AND NOT is_pending"
)
_REPLIES = PageQuery.within(
    "in_reply_to_id",
    "SELECT id FROM statuses WHERE in_reply_to_id <> '' AND account_id <> :without_author_id"
    " AND visibility IN ('public', 'unlisted') AND is_federated AND NOT is_pending",
)
_MOST_PINNED = 80


@attrs.frozen
class StatusPages:
    """Pages of status ids, newest first."""

    querier: Querier

    async def of_account(self, account_id: str, page: Page, wanted: AccountStatuses) -> Slice[str]:
        """Return those posts of the account that are wanted, whoever may see them."""
        query = _account_query(wanted)
        if wanted.tagged:
            parameters = {"tag": wanted.tagged, "author_id": account_id}
            return await read_page(self.querier, query, page, _tagged_id, parameters)
        return await read_page(self.querier, query, page, _id, {"account_id": account_id})

    async def pinned_of(self, account_id: str) -> list[str]:
        """Return the pinned posts of the account, the latest pin first."""
        rows = await self.querier.all(
            "SELECT id FROM statuses WHERE account_id = :account_id AND pinned_at IS NOT NULL"
            " ORDER BY pinned_at DESC LIMIT :most",
            account_id=account_id,
            most=_MOST_PINNED,
        )
        return [row["id"] for row in rows]

    async def public(self, page: Page, origin: Origin = Origin.ANY) -> Slice[str]:
        """Return public posts that are no boosts and answer nobody but their author (row T-06)."""
        return await read_page(self.querier, _BY_ORIGIN[origin], page, _id, {})

    async def tagged(self, tag: str, page: Page) -> Slice[str]:
        """Return public posts and replies with the tag, a normalised name (row T-08)."""
        return await read_page(self.querier, _TAGGED, page, _tagged_id, {"tag": tag})

    async def boosters(self, original_id: str, page: Page) -> Slice[Booster]:
        """Return the boosts of the status and who made them."""
        return await read_page(self.querier, _BOOSTERS, page, _booster, {"boost_of_id": original_id})

    async def replies_to(self, status_id: str, page: Page, *, without_author_id: str = "") -> Slice[str]:
        """Return the direct replies to the status that are for everybody, without those of one author.

        The others do not even mark the ends of a page, since ids tell of what there is.
        """
        parameters = {"in_reply_to_id": status_id, "without_author_id": without_author_id}
        return await read_page(self.querier, _REPLIES, page, _id, parameters)

    async def latest_of(self, account_id: str, limit: int) -> list[Status]:
        """Return the account's newest posts that a follower may get: everything but direct ones."""
        rows = await self.querier.all(
            f"SELECT {columns_of('s', COLUMNS)} FROM statuses s"
            " WHERE s.account_id <= :account_id AND (s.account_id, s.id) > (:account_id, '')"
            " AND s.visibility <> 'direct' ORDER BY s.account_id DESC, s.id DESC LIMIT :limit",
            account_id=account_id,
            limit=limit,
        )
        return [status_from_row(row) for row in rows]

    async def ids_of(self, account_id: str, limit: int) -> list[str]:
        """Return the newest posts of the account, whatever they are."""
        rows = await self.querier.all(
            "SELECT id FROM statuses WHERE account_id = :account_id ORDER BY account_id DESC, id DESC"
            " LIMIT :row_limit",
            account_id=account_id,
            row_limit=limit,
        )
        return [_id(row) for row in rows]


def _account_query(wanted: AccountStatuses) -> PageQuery:
    conditions = []
    if wanted.exclude_replies:
        conditions.append(_ROOT)
    if wanted.exclude_reblogs:
        conditions.append(_ORIGINAL)
    if wanted.only_media:
        conditions.append("media_ids <> '[]'")
    if wanted.only_public:
        conditions.append("visibility = 'public'")
    if wanted.only_federated:
        conditions.append("is_federated")
    where = f"WHERE {' AND '.join(conditions)}".rstrip()
    if wanted.tagged:
        tagged = f"SELECT t.status_id FROM status_tags t JOIN statuses s ON s.id = t.status_id {where}"
        return PageQuery.within("t.tag, t.author_id", tagged, key="t.status_id")
    return PageQuery.within("account_id", f"SELECT id FROM statuses {where}")


def _id(row: Row) -> str:
    status_id: str = row["id"]
    return status_id


def _tagged_id(row: Row) -> str:
    status_id: str = row["status_id"]
    return status_id


def _booster(row: Row) -> Booster:
    return Booster(id=row["id"], account_id=row["account_id"])
