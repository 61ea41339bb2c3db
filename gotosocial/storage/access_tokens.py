"""Access tokens by the digest of their secret, and what each of them permits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.grant import Grant
from gotosocial.models.token import AccessToken
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import columns_of, insert_into
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis
from gotosocial.util.paging import Page, Slice

_COLUMNS = (
    *("id", "digest", "application_id", "user_id", "scopes", "created_at", "last_used_at"),
    "code_digest",
)
_INSERT = insert_into("access_tokens", _COLUMNS)
_OF_USER = f"SELECT {', '.join(_COLUMNS)} FROM access_tokens WHERE user_id = :user_id"
_PAGE_OF_USER = PageQuery.of(_OF_USER)

_MAY_ACT = (
    "(t.user_id = '' OR (u.confirmed_at IS NOT NULL AND u.is_approved AND NOT u.is_disabled"
    " AND a.suspended_at IS NULL))"
)

_GRANT = f"""
SELECT {columns_of("t", _COLUMNS)}, COALESCE(u.account_id, '') AS account_id,
  COALESCE(u.is_admin, FALSE) AS is_admin, COALESCE(u.is_moderator, FALSE) AS is_moderator,
  {_MAY_ACT} AS may_act,
  COALESCE(a.moved_to_uri, '') <> '' AS has_moved
FROM access_tokens t
LEFT JOIN users u ON u.id = t.user_id
LEFT JOIN accounts a ON a.id = u.account_id
WHERE t.digest = :digest"""


_VALID = f"""
SELECT t.id FROM access_tokens t
LEFT JOIN users u ON u.id = t.user_id
LEFT JOIN accounts a ON a.id = u.account_id
WHERE t.id IN :ids AND {_MAY_ACT}"""


@attrs.frozen
class AccessTokens:
    """Tokens that were given out; their secrets are not kept."""

    querier: Querier

    async def insert(self, token: AccessToken) -> None:
        """Add a token."""
        await self.querier.run(_INSERT, **_columns_of_token(token))

    async def find_grant(self, digest: str) -> Grant | None:
        """Return the token and the standing of its person in one read, or None."""
        row = await self.querier.maybe(_GRANT, digest=digest)
        return _grant_from_row(row) if row is not None else None

    async def valid_among(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of the tokens still exist and belong to somebody who may act."""
        rows = await self.querier.all(_VALID, ids=ids)
        return frozenset(row["id"] for row in rows)

    async def delete(self, digest: str) -> bool:
        """Revoke a token; tell whether there was one."""
        count = await self.querier.run("DELETE FROM access_tokens WHERE digest = :digest", digest=digest)
        self.querier.tell("token", digest)
        return count > 0

    async def delete_of_code(self, code_digest: str) -> None:
        """Revoke what was given for an authorization code, if anything was."""
        revoked = await self.querier.maybe(
            "DELETE FROM access_tokens WHERE code_digest = :code_digest AND code_digest <> ''"
            " RETURNING digest",
            code_digest=code_digest,
        )
        if revoked is not None:
            self.querier.tell("token", revoked["digest"])

    async def delete_of_user(self, user_id: str) -> None:
        """Revoke every token of a user."""
        await self.querier.run("DELETE FROM access_tokens WHERE user_id = :user_id", user_id=user_id)
        self.querier.tell("tokens_of", user_id)

    async def delete_others_of(self, user_id: str, kept_id: str) -> None:
        """Revoke every token of a user but the one that is kept."""
        await self.querier.run(
            "DELETE FROM access_tokens WHERE user_id = :user_id AND id <> :kept_id",
            user_id=user_id,
            kept_id=kept_id,
        )
        self.querier.tell("tokens_of", user_id)

    async def page_of_user(self, user_id: str, page: Page) -> Slice[AccessToken]:
        """Return the tokens of a user, newest first."""
        return await read_page(self.querier, _PAGE_OF_USER, page, _token_from_row, {"user_id": user_id})

    async def get_of_user(self, token_id: str, user_id: str) -> AccessToken:
        """Return a token of a user; raise NotFound where it is none of theirs."""
        return _token_from_row(
            await self.querier.one(f"{_OF_USER} AND id = :id", user_id=user_id, id=token_id)
        )

    async def touch(self, token_id: str, when: datetime) -> None:
        """Note that the token was used; callers do so once an hour at most (row AU-11)."""
        await self.querier.run(
            "UPDATE access_tokens SET last_used_at = :used_at WHERE id = :id",
            id=token_id,
            used_at=to_millis(when),
        )


def _columns_of_token(token: AccessToken) -> dict[str, Any]:
    values = {column: getattr(token, column) for column in _COLUMNS}
    values.update(
        scopes=" ".join(sorted(token.scopes)),
        created_at=to_millis(token.created_at),
        last_used_at=maybe_to_millis(token.last_used_at),
    )
    return values


def _token_from_row(row: Row) -> AccessToken:
    return AccessToken(
        id=row["id"],
        digest=row["digest"],
        application_id=row["application_id"],
        user_id=row["user_id"],
        scopes=frozenset(row["scopes"].split()),
        created_at=from_millis(row["created_at"]),
        last_used_at=maybe_from_millis(row["last_used_at"]),
        code_digest=row["code_digest"],
    )


def _grant_from_row(row: Row) -> Grant:
    return Grant(
        token=_token_from_row(row),
        account_id=row["account_id"],
        is_admin=bool(row["is_admin"]),
        is_moderator=bool(row["is_moderator"]),
        may_act=bool(row["may_act"]),
        has_moved=bool(row["has_moved"]),
    )
