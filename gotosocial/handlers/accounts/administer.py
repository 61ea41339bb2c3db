"""What the admin does to the people who live here, at the command line (rows CL-05 to CL-10).

A running server hears of each change over the bus: tokens, roles and passwords count at once.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import attrs

from gotosocial.crypto.password_strength import check_strength
from gotosocial.crypto.passwords import hash_password
from gotosocial.errors import NotFound
from gotosocial.models.account import Account
from gotosocial.models.user import User
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Threads


@attrs.frozen
class Resident:
    """Somebody who lives here: the account, and the user who signs in to it."""

    account: Account
    user: User


@attrs.frozen
class UserAdministrator:
    """Lists and changes local users; a name that nobody has here is NotFound."""

    db: Database
    threads: Threads
    clock: Clock

    async def list(self) -> list[Resident]:
        """Return all local users, oldest first."""
        users = await self.db.users.list_all()
        accounts = await self.db.accounts.get_many([user.account_id for user in users])
        return [Resident(accounts[user.account_id], user) for user in users]

    async def confirm(self, username: str) -> None:
        """Approve the user and take the mail address that waits for an answer as confirmed."""
        now = self.clock.now()
        await self._change(username, lambda user: confirmed(user, now))

    async def promote(self, username: str) -> None:
        """Make the user an admin, who is a moderator too."""
        await self._change(username, lambda user: attrs.evolve(user, is_admin=True, is_moderator=True))

    async def demote(self, username: str) -> None:
        """Take both roles from the user."""
        await self._change(username, lambda user: attrs.evolve(user, is_admin=False, is_moderator=False))

    async def disable(self, username: str) -> None:
        """Keep the user from signing in and from acting; nothing is deleted."""
        await self._change(username, lambda user: attrs.evolve(user, is_disabled=True))

    async def enable(self, username: str) -> None:
        """Let the user sign in and act again."""
        await self._change(username, lambda user: attrs.evolve(user, is_disabled=False))

    async def drop_two_factor(self, username: str) -> None:
        """Let the password alone suffice again, for somebody who has lost the second factor."""
        await self._change(
            username, lambda user: attrs.evolve(user, two_factor_secret="", two_factor_enabled_at=None)
        )

    async def set_password(self, username: str, password: str) -> None:
        """Replace the password; raise Invalid for a weak one.

        A password is set by an admin when it is lost or in wrong hands: whoever is signed in is signed out.
        """
        await self._resident(self.db, username)
        check_strength(password)
        hashed = await self.threads.run(hash_password, password)

        async def sign_out(t: Transaction, user: User) -> None:
            await t.access_tokens.delete_of_user(user.id)
            await t.authorization_codes.delete_of_user(user.id)

        await self._change(username, lambda user: attrs.evolve(user, password_hash=hashed), sign_out)

    async def _change(
        self,
        username: str,
        change: Callable[[User], User],
        follow_up: Callable[[Transaction, User], Awaitable[None]] | None = None,
    ) -> None:
        async def deed(t: Transaction) -> None:
            user = await t.users.get_to_change((await self._resident(t, username)).user.id)
            await t.users.update(change(user))
            if follow_up is not None:
                await follow_up(t, user)

        await self.db.transact(deed)

    async def _resident(self, db: Database | Transaction, username: str) -> Resident:
        account = await db.accounts.find_by_name(username)
        user = await db.users.find_by_account(account.id) if account is not None else None
        if account is None or user is None:
            raise NotFound(f"there is no local account {username}")
        return Resident(account, user)


def confirmed(user: User, now: datetime) -> User:
    """Return the user as somebody whose address and reason an admin vouches for."""
    return attrs.evolve(
        user,
        is_approved=True,
        email=user.unconfirmed_email or user.email,
        unconfirmed_email="",
        confirmed_at=now,
        sign_up_ip="",
    )
