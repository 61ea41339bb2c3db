"""Authorization codes that wait to be exchanged for a token, each of them once."""

from datetime import datetime
from typing import Any

import attrs

from gotosocial.models.token import AuthorizationCode
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis

_COLUMNS = ("digest", "application_id", "user_id", "redirect_uri", "scopes", "challenge", "expires_at")
_INSERT = insert_into("authorization_codes", _COLUMNS)
_TAKE = f"DELETE FROM authorization_codes WHERE digest = :digest RETURNING {', '.join(_COLUMNS)}"


@attrs.frozen
class AuthorizationCodes:
    """Codes by the digest of their secret."""

    querier: Querier

    async def insert(self, code: AuthorizationCode) -> None:
        """Add a code."""
        await self.querier.run(_INSERT, **_columns_of_code(code))

    async def take(self, digest: str) -> AuthorizationCode | None:
        """Return the code, expired or not, and delete it, so that nobody gets it twice."""
        row = await self.querier.maybe(_TAKE, digest=digest)
        return _code_from_row(row) if row is not None else None

    async def delete_of_user(self, user_id: str) -> None:
        """Drop the codes that wait for a user's apps."""
        await self.querier.run("DELETE FROM authorization_codes WHERE user_id = :user_id", user_id=user_id)

    async def prune(self, now: datetime) -> None:
        """Delete what has expired."""
        await self.querier.run("DELETE FROM authorization_codes WHERE expires_at < :now", now=to_millis(now))


def _columns_of_code(code: AuthorizationCode) -> dict[str, Any]:
    values = {column: getattr(code, column) for column in _COLUMNS}
    values.update(scopes=" ".join(sorted(code.scopes)), expires_at=to_millis(code.expires_at))
    return values


def _code_from_row(row: Row) -> AuthorizationCode:
    return AuthorizationCode(
        digest=row["digest"],
        application_id=row["application_id"],
        user_id=row["user_id"],
        redirect_uri=row["redirect_uri"],
        scopes=frozenset(row["scopes"].split()),
        challenge=row["challenge"],
        expires_at=from_millis(row["expires_at"]),
    )
