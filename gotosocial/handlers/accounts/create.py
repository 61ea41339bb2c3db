"""Creating a local account with the user who signs in to it (rows A-01, A-03, CL-04)."""

import re

import attrs

from gotosocial.crypto.password_strength import check_strength
from gotosocial.crypto.passwords import hash_password
from gotosocial.errors import Conflict, Invalid
from gotosocial.handlers.shared.local_account import LocalAccountMaker
from gotosocial.models.account import Account
from gotosocial.models.rules.email_address import checked_email
from gotosocial.models.user import User
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Threads
from gotosocial.util.ulid import Ulids

USERNAME = re.compile(r"[a-z0-9_]{1,64}")


@attrs.frozen(kw_only=True)
class NewUser:
    """Who shall get an account, vouched for by the admin: no mail has to be answered first."""

    username: str
    email: str
    password: str = attrs.field(repr=False)
    locale: str = "en"


@attrs.frozen
class AccountCreator:
    """Creates accounts; a name or an address that is taken is a Conflict."""

    db: Database
    maker: LocalAccountMaker
    threads: Threads
    ulids: Ulids
    clock: Clock

    async def create(self, new: NewUser) -> Account:
        """Create the account and return it; raise Invalid or Conflict and change nothing otherwise."""
        email = checked_email(new.email)
        if not USERNAME.fullmatch(new.username):
            raise Invalid("a username has 1 to 64 lower-case letters, digits and underscores")
        check_strength(new.password)
        await self._check_free(self.db, new.username, email)
        password_hash = await self.threads.run(hash_password, new.password)
        made = await self.maker.make(new.username)
        now = self.clock.now()
        user = User(
            id=self.ulids.new(),
            account_id=made.account.id,
            email=email,
            password_hash=password_hash,
            locale=new.locale,
            created_at=now,
            confirmed_at=now,
            is_approved=True,
        )

        async def deed(t: Transaction) -> None:
            await t.accounts.insert(made.account, made.private_key)
            await t.users.insert(user)

        await self.db.transact(deed)
        return made.account

    async def _check_free(self, db: Database, username: str, email: str) -> None:
        if await db.accounts.find_by_name(username) is not None:
            raise Conflict(f"the username {username} is taken")
        if await db.users.find_by_email(email) is not None:
            raise Conflict("this email address is in use")
