"""The accounts of this server and of every other one that is known here.

An account is read together with its counts, its profile settings and the standing of its user, because
whoever shows an account needs all of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.account import Account
from gotosocial.storage.account_rows import COLUMNS, account_from_row, columns_of_account
from gotosocial.storage.database import Querier
from gotosocial.storage.statements import columns_of, insert_into, literal, update_of
from gotosocial.util.clock import to_millis

_SELECT = f"""
SELECT {columns_of("a", COLUMNS)},
  COALESCE(c.followers_count, 0) AS followers_count, COALESCE(c.following_count, 0) AS following_count,
  COALESCE(c.statuses_count, 0) AS statuses_count, c.last_status_at,
  COALESCE(u.is_admin, FALSE) AS is_admin, COALESCE(u.is_moderator, FALSE) AS is_moderator,
  u.id IS NULL OR (u.confirmed_at IS NOT NULL AND u.is_approved AND NOT u.is_disabled) AS is_active,
  COALESCE(s.theme, '') AS theme, COALESCE(s.custom_css, '') AS custom_css,
  COALESCE(s.enable_rss, FALSE) AS enable_rss, COALESCE(s.web_layout, 'microblog') AS web_layout,
  COALESCE(s.hides_collections, FALSE) AS hides_collections,
  r.followers AS total_followers, r.following AS total_following, r.statuses AS total_statuses, r.counted_at
FROM accounts a
LEFT JOIN account_counts c ON c.account_id = a.id
LEFT JOIN account_settings s ON s.account_id = a.id
LEFT JOIN users u ON u.account_id = a.id
LEFT JOIN remote_totals r ON r.account_id = a.id"""

_INSERT = insert_into("accounts", (*COLUMNS, "folded_name"))
_UPDATE = update_of("accounts", (*COLUMNS, "folded_name"), "id")
_PEOPLE = "a.suspended_at IS NULL AND (a.domain <> '' OR u.id IS NOT NULL)"
_ACTIVE = "(u.id IS NULL OR (u.confirmed_at IS NOT NULL AND u.is_approved AND NOT u.is_disabled))"


@attrs.frozen
class Accounts:
    """Accounts by id, name and URI."""

    querier: Querier

    async def get(self, account_id: str) -> Account:
        """Return the account; raise NotFound where there is none."""
        return account_from_row(await self.querier.one(f"{_SELECT} WHERE a.id = :id", id=account_id))

    async def get_to_change(self, account_id: str) -> Account:
        """Return the account, or raise NotFound; nobody else changes it until the transaction ends."""
        await self.querier.maybe("SELECT id FROM accounts WHERE id = :id FOR NO KEY UPDATE", id=account_id)
        return await self.get(account_id)

    async def find(self, account_id: str) -> Account | None:
        """Return the account, or None."""
        return await self._find("a.id = :id", id=account_id)

    async def get_many(self, ids: Sequence[str]) -> dict[str, Account]:
        """Return by id those accounts that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE a.id IN :ids", ids=ids)
        return {row["id"]: account_from_row(row) for row in rows}

    async def find_by_name(self, username: str, domain: str = "") -> Account | None:
        """Return the account with the name, in any case of ASCII letters; the exact spelling wins."""
        return await self._find(
            "lower(a.username) = :lowered AND a.domain = :domain "
            "ORDER BY CASE WHEN a.username = :username THEN 0 ELSE 1 END, a.id",
            username=username,
            # Bytes have no other letters than those of ASCII.
            lowered=username.encode().lower().decode(),
            domain=domain,
        )

    async def find_by_uri(self, uri: str) -> Account | None:
        """Return the account with this ActivityPub id, or None."""
        return await self._find("a.uri = :uri", uri=uri)

    async def find_by_uris(self, uris: Sequence[str]) -> dict[str, Account]:
        """Return by their ActivityPub ids those accounts that are known here."""
        rows = await self.querier.all(f"{_SELECT} WHERE a.uri IN :uris", uris=uris)
        return {row["uri"]: account_from_row(row) for row in rows}

    async def find_by_url(self, url: str) -> Account | None:
        """Return the account whose profile page this is; its oldest one where several claim it."""
        return await self._find("a.url = :url ORDER BY a.id", url=url) if url else None

    async def insert(self, account: Account, private_key: str = "") -> None:
        """Add an account with empty counts, default settings where it is local, and its key if it has one.

        Belongs in a transaction. Raises Duplicate where the name or the URI is taken.
        """
        await self.querier.run(_INSERT, **columns_of_account(account))
        await self.querier.run("INSERT INTO account_counts (account_id) VALUES (:id)", id=account.id)
        if account.is_local:
            await self.querier.run("INSERT INTO account_settings (account_id) VALUES (:id)", id=account.id)
        if private_key:
            await self.insert_key(account.id, private_key)
        self.querier.tell("account", account.id)

    async def insert_key(self, account_id: str, private_key: str) -> None:
        """Give an account that has none its private key, as PEM."""
        await self.querier.run(
            "INSERT INTO account_keys (account_id, private_key) VALUES (:id, :private_key)",
            id=account_id,
            private_key=private_key,
        )

    async def update(self, account: Account) -> None:
        """Write the account's own columns over what ``get_to_change`` has read.

        Counts and settings have shelves of their own.
        """
        await self.querier.run(_UPDATE, **columns_of_account(account))
        self.querier.tell("account", account.id)
        if account.is_local:
            # Who is suspended or has moved away may do less with the same tokens. Whose they are is not known
            # here, and nobody who hears of it asks.
            self.querier.tell("tokens_of", "")

    async def hold(self, ids: Sequence[str]) -> None:
        """Let no other transaction that holds one of the accounts go on before this one has ended."""
        await self.querier.all(
            "SELECT id FROM accounts WHERE id IN :ids ORDER BY id FOR NO KEY UPDATE", ids=ids
        )

    async def fetched(self, account_id: str, when: datetime) -> None:
        """Note that an attempt to fetch the account was made, whatever it brought."""
        await self.querier.run(
            "UPDATE accounts SET fetched_at = :fetched_at WHERE id = :id",
            id=account_id,
            fetched_at=to_millis(when),
        )
        self.querier.tell("account", account_id)

    async def private_key(self, account_id: str) -> str:
        """Return the PEM of the private key; raise NotFound for accounts that have none here."""
        row = await self.querier.one(
            "SELECT private_key FROM account_keys WHERE account_id = :account_id", account_id=account_id
        )
        return str(row["private_key"])

    async def search(
        self, text: str, *, viewer_id: str, only_following: bool, limit: int, offset: int
    ) -> list[str]:
        """Return the ids of accounts whose name or display name contains the text, best matches first.

        Exact names come first, then names that begin with the text; among equals those whom the viewer
        follows. Suspended accounts, those that may not act and instance actors are left out.
        """
        wanted = text.casefold().lstrip("@")
        rows = await self.querier.scan(
            _SEARCH_FOLLOWING if only_following else _SEARCH,
            exact=wanted,
            prefix=f"{literal(wanted)}%",
            within=f"%{literal(wanted)}%",
            viewer_id=viewer_id,
            row_limit=limit,
            row_offset=offset,
        )
        return [row["id"] for row in rows]

    async def list_local(self) -> list[Account]:
        """Return all local accounts, the instance actor among them, oldest first."""
        rows = await self.querier.scan(f"{_SELECT} WHERE a.domain = '' ORDER BY a.id")
        return [account_from_row(row) for row in rows]

    async def _find(self, condition: str, /, **parameters: Any) -> Account | None:
        row = await self.querier.maybe(f"{_SELECT} WHERE {condition} LIMIT 1", **parameters)
        return account_from_row(row) if row is not None else None


def _search(join: str) -> str:
    handle = "lower(a.username) || '@' || a.domain"
    return f"""
SELECT a.id FROM accounts a
{join} JOIN follows f ON f.account_id = :viewer_id AND f.target_id = a.id
LEFT JOIN users u ON u.account_id = a.id
WHERE (a.folded_name LIKE :within ESCAPE '!' OR {handle} LIKE :within ESCAPE '!')
  AND {_PEOPLE} AND {_ACTIVE} AND (a.domain = '' OR a.username <> a.domain)
ORDER BY
  CASE WHEN lower(a.username) = :exact OR {handle} = :exact THEN 0
    WHEN {handle} LIKE :prefix ESCAPE '!' THEN 1
    WHEN a.folded_name LIKE :prefix ESCAPE '!' THEN 2 ELSE 3 END,
  CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, a.domain <> '', a.id
LIMIT :row_limit OFFSET :row_offset"""


_SEARCH = _search("LEFT")
_SEARCH_FOLLOWING = _search("INNER")
