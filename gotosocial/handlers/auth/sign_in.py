"""Signing in with mail address and password (rows AU-12, AU-20, SE-10, SE-11).

A wrong address and a wrong password give the same answer after the same work, so nobody learns who has an
account. What is wrong with an account is told only to who knows its password.
"""

import attrs

from gotosocial.crypto.passwords import hash_password, needs_rehash, verify_password
from gotosocial.crypto.tokens import digest
from gotosocial.errors import NotAllowed, Unauthorized
from gotosocial.handlers.auth.slow_guessing import GuessingBrake
from gotosocial.models.user import User
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.flow import Threads

NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5MTIzNA$9SoTp7VB7WXkw4bZ8x2rAHmqEYwGNyG8sCsY2T6kH2E"
)
"""What is verified where there is no account: as slow as a real hash, and no password is known for it."""
_MARK_LETTERS = 24


@attrs.frozen
class SignIn:
    """Finds out who somebody is."""

    db: Database
    brake: GuessingBrake
    threads: Threads

    async def sign_in(self, email: str, password: str, client: str) -> User:
        """Return the user.

        Raises TooMany while this network's guesses are slowed down, Unauthorized for a wrong address or
        password, NotAllowed with the reason where the password is right but the account may not be used.
        """
        await self.brake.attempt(email, client)
        user = await self.db.users.find_by_email(email)
        hashed = user.password_hash if user is not None else NOBODYS_HASH
        fits = await self.threads.run(verify_password, password, hashed)
        if user is None or not fits:
            raise Unauthorized("the email address or the password is wrong")
        await self.brake.forgive(email, client)
        await self._check_standing(user)
        return await self._rehashed(user, password)

    async def find(self, user_id: str, mark: str) -> User | None:
        """Return who signed in earlier, unless the password or the standing has changed since."""
        user = await self.db.users.find(user_id) if user_id else None
        if user is None or mark != password_mark(user) or not user.may_sign_in:
            return None
        account = await self.db.accounts.find(user.account_id)
        return None if account is None or account.is_suspended else user

    async def _check_standing(self, user: User) -> None:
        account = await self.db.accounts.find(user.account_id)
        if account is None or account.is_suspended:
            raise NotAllowed("this account has been suspended")
        if user.is_disabled:
            raise NotAllowed("this account has been disabled")
        if user.confirmed_at is None:
            raise NotAllowed("the email address of this account has not been confirmed yet")
        if not user.is_approved:
            raise NotAllowed("this account still waits for the approval of a moderator")
        if user.two_factor_enabled_at is not None:
            raise NotAllowed("this account needs a second factor, which cannot be checked here yet")

    async def _rehashed(self, user: User, password: str) -> User:
        if not needs_rehash(user.password_hash):
            return user
        hashed = await self.threads.run(hash_password, password)

        async def deed(t: Transaction) -> User:
            current = await t.users.get_to_change(user.id)
            if current.password_hash != user.password_hash:
                return current
            renewed = attrs.evolve(current, password_hash=hashed)
            await t.users.update(renewed)
            return renewed

        return await self.db.transact(deed)


def password_mark(user: User) -> str:
    """Return what a session carries so that it ends when the password changes; it tells nothing of it."""
    return digest(user.password_hash)[:_MARK_LETTERS]
