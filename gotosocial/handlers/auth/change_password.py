"""Changing one's own password (row AU-15).

Whoever changes a password may fear that somebody knows the old one. So every other token of the user is
revoked, codes that wait to be redeemed are dropped, and sign-in pages that are open elsewhere end, because
their cookies carry a mark of the old password. The token that asked stays.
"""

import attrs

from gotosocial.crypto.password_strength import check_strength
from gotosocial.crypto.passwords import hash_password, verify_password
from gotosocial.errors import Conflict, Invalid, Unauthorized
from gotosocial.handlers.auth.slow_guessing import GuessingBrake
from gotosocial.mastodon.forms.password import PasswordChangeForm
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.flow import Threads


@attrs.frozen
class PasswordChanger:
    """Replaces passwords."""

    db: Database
    brake: GuessingBrake
    threads: Threads

    async def change(self, requester: Requester, form: PasswordChangeForm, client: str) -> None:
        """Replace the password of who asks.

        Raises Unauthorized for a wrong old one (TooMany after several), Invalid for a new one that is weak
        or the same.
        """
        user = await self.db.users.get(requester.user_id)
        await self.brake.attempt(user.id, client)
        if not await self.threads.run(verify_password, form.old, user.password_hash):
            raise Unauthorized("the old password is wrong")
        await self.brake.forgive(user.id, client)
        if form.new == form.old:
            raise Invalid("the new password is the same as the old one")
        check_strength(form.new)
        hashed = await self.threads.run(hash_password, form.new)

        async def deed(t: Transaction) -> None:
            current = await t.users.get_to_change(user.id)
            if current.password_hash != user.password_hash:
                raise Conflict("the password was changed at the same time")
            await t.users.update(attrs.evolve(current, password_hash=hashed))
            await t.access_tokens.delete_others_of(user.id, requester.token_id)
            await t.authorization_codes.delete_of_user(user.id)

        await self.db.transact(deed)
