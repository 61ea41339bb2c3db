"""The users: who can sign in to which local account."""

from typing import Any

import attrs

from gotosocial.models.user import User
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

_COLUMNS = (
    *("id", "account_id", "email", "password_hash", "locale", "created_at", "confirmed_at"),
    *("unconfirmed_email", "is_approved", "is_disabled", "is_admin", "is_moderator", "two_factor_secret"),
    *("two_factor_enabled_at", "reason", "sign_up_ip", "last_emailed_at"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM users"
_INSERT = insert_into("users", _COLUMNS)
_UPDATE = update_of("users", _COLUMNS, "id")


@attrs.frozen
class Users:
    """Users by id, account and mail address; addresses are kept and compared in lower case."""

    querier: Querier

    async def get(self, user_id: str) -> User:
        """Return the user; raise NotFound where there is none."""
        return _user_from_row(await self.querier.one(f"{_SELECT} WHERE id = :id", id=user_id))

    async def get_to_change(self, user_id: str) -> User:
        """Return the user, or raise NotFound; nobody else changes it until the transaction ends."""
        return _user_from_row(
            await self.querier.one(f"{_SELECT} WHERE id = :id FOR NO KEY UPDATE", id=user_id)
        )

    async def find(self, user_id: str) -> User | None:
        """Return the user, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=user_id)
        return _user_from_row(row) if row is not None else None

    async def find_by_email(self, email: str) -> User | None:
        """Return the user with the confirmed address, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE email = :email", email=email.lower())
        return _user_from_row(row) if row is not None else None

    async def find_by_account(self, account_id: str) -> User | None:
        """Return the user of a local account, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE account_id = :account_id", account_id=account_id)
        return _user_from_row(row) if row is not None else None

    async def insert(self, user: User) -> None:
        """Add a user; raise Duplicate where the address or the account is taken."""
        await self.querier.run(_INSERT, **_columns_of_user(user))
        self.querier.tell("account", user.account_id)

    async def update(self, user: User) -> None:
        """Write all columns of the user, who was read by ``get_to_change``.

        Raises Duplicate where the address is taken.
        """
        await self.querier.run(_UPDATE, **_columns_of_user(user))
        self.querier.tell("account", user.account_id)
        self.querier.tell("tokens_of", user.id)

    async def list_all(self) -> list[User]:
        """Return all users, oldest first."""
        return [_user_from_row(row) for row in await self.querier.scan(f"{_SELECT} ORDER BY id")]


def _columns_of_user(user: User) -> dict[str, Any]:
    values = {column: getattr(user, column) for column in _COLUMNS}
    values.update(
        email=user.email.lower(),
        unconfirmed_email=user.unconfirmed_email.lower(),
        created_at=to_millis(user.created_at),
        confirmed_at=maybe_to_millis(user.confirmed_at),
        two_factor_enabled_at=maybe_to_millis(user.two_factor_enabled_at),
        last_emailed_at=maybe_to_millis(user.last_emailed_at),
    )
    return values


def _user_from_row(row: Row) -> User:
    return User(
        id=row["id"],
        account_id=row["account_id"],
        email=row["email"],
        password_hash=row["password_hash"],
        locale=row["locale"],
        created_at=from_millis(row["created_at"]),
        confirmed_at=maybe_from_millis(row["confirmed_at"]),
        unconfirmed_email=row["unconfirmed_email"],
        is_approved=bool(row["is_approved"]),
        is_disabled=bool(row["is_disabled"]),
        is_admin=bool(row["is_admin"]),
        is_moderator=bool(row["is_moderator"]),
        two_factor_secret=row["two_factor_secret"],
        two_factor_enabled_at=maybe_from_millis(row["two_factor_enabled_at"]),
        reason=row["reason"],
        sign_up_ip=row["sign_up_ip"],
        last_emailed_at=maybe_from_millis(row["last_emailed_at"]),
    )
