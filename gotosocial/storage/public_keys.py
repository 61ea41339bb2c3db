"""The public keys of other servers' actors."""

from typing import Any

import attrs

from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into, literal
from gotosocial.util.clock import from_millis, to_millis
from gotosocial.util.domains import host_of

_COLUMNS = ("uri", "owner_uri", "host", "key", "fetched_at", "is_expired")
_LISTED = ", ".join(_COLUMNS)
_UPSERT = f"""{insert_into("public_keys", _COLUMNS)}
ON CONFLICT (uri) DO UPDATE SET owner_uri = excluded.owner_uri, host = excluded.host, key = excluded.key,
  fetched_at = excluded.fetched_at, is_expired = excluded.is_expired"""

_OF_ACCOUNT = """
SELECT public_key_uri AS uri, uri AS owner_uri, public_key AS key, COALESCE(fetched_at, 0) AS fetched_at,
  FALSE AS is_expired
FROM accounts WHERE public_key_uri = :uri AND public_key <> '' AND domain <> '' ORDER BY id LIMIT 1"""
_BELOW = "(host = :domain OR host LIKE :below ESCAPE '!')"
_ACCOUNTS_BELOW = """
SELECT public_key_uri AS uri, uri AS owner_uri, public_key AS key, domain AS host FROM accounts
WHERE (domain = :domain OR domain LIKE :below ESCAPE '!') AND public_key <> '' AND domain <> ''"""
_EXPIRE_NEW = f"""{insert_into("public_keys", _COLUMNS)}
ON CONFLICT (uri) DO UPDATE SET is_expired = TRUE"""


@attrs.frozen
class PublicKeys:
    """Keys by their ids; who caches one hears of its change on the topic ``key``."""

    querier: Querier

    async def find(self, uri: str) -> PublicKeyRow | None:
        """Return the key with the id, or None."""
        row = await self.querier.maybe(f"SELECT {_LISTED} FROM public_keys WHERE uri = :uri", uri=uri)
        return _key_from_row(row, row["host"]) if row is not None else None

    async def find_of_account(self, uri: str) -> PublicKeyRow | None:
        """Return the key with the id that came with a remote account, or None."""
        row = await self.querier.maybe(_OF_ACCOUNT, uri=uri)
        if row is None:
            return None
        return _key_from_row(row, host_of(row["owner_uri"]))

    async def upsert(self, key: PublicKeyRow) -> None:
        """Keep the key in the place of the one that has had its id."""
        await self.querier.run(
            _UPSERT,
            uri=key.uri,
            owner_uri=key.owner_uri,
            host=key.host,
            key=key.key,
            fetched_at=to_millis(key.fetched_at),
            is_expired=key.is_expired,
        )
        self.querier.tell("key", key.uri)

    async def delete_of(self, owner_uri: str) -> None:
        """Forget all keys of an actor."""
        await self.querier.run("DELETE FROM public_keys WHERE owner_uri = :owner_uri", owner_uri=owner_uri)
        self.querier.tell("key", "")

    async def expire(self, domain: str) -> int:
        """Let all keys of the domain, and of those below it, be fetched again; return how many (row J-17)."""
        below = {"domain": domain, "below": f"%.{literal(domain)}"}
        stored = await self.querier.scan(f"SELECT {_LISTED} FROM public_keys WHERE {_BELOW}", **below)
        came = await self.querier.scan(_ACCOUNTS_BELOW, **below)
        rows = {row["uri"]: row for row in (*came, *stored)}
        if rows:
            await self.querier.batch(_EXPIRE_NEW, [_expired(row) for row in rows.values()])
        self.querier.tell("key", "")
        return len(rows)


def _expired(row: Row) -> dict[str, Any]:
    same = {column: row[column] for column in ("uri", "owner_uri", "host", "key")}
    return {**same, "fetched_at": 0, "is_expired": True}


def _key_from_row(row: Row, host: str) -> PublicKeyRow:
    return PublicKeyRow(
        uri=row["uri"],
        owner_uri=row["owner_uri"],
        host=host,
        key=row["key"],
        fetched_at=from_millis(row["fetched_at"]),
        is_expired=bool(row["is_expired"]),
    )
