"""Who stands behind an access token (rows AU-08, AU-11, AU-20).

Asked on every request, so the answer is cached by the digest of the token; revoking a token, or anything
that changes its user, drops it over the bus at once.
"""

import attrs

from gotosocial.crypto.tokens import digest
from gotosocial.errors import NotAllowed, Unauthorized
from gotosocial.models.grant import Grant
from gotosocial.models.requester import Requester
from gotosocial.storage.caches import Caches
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background

HOURLY_MILLIS = 3_600_000


@attrs.frozen
class Authenticator:
    """Turns tokens into requesters."""

    db: Database
    caches: Caches
    background: Background
    clock: Clock

    def cached(self, token: str) -> Requester | None:
        """Return the requester if the token is known to be good and was used within the hour."""
        grant = self.caches.grants.get(digest(token))
        if grant is None or not grant.may_act or self._is_stale(grant):
            return None
        return grant.requester

    async def authenticate(self, token: str) -> Requester:
        """Return the requester, or raise Unauthorized (no such token) or NotAllowed (may not act)."""
        key = digest(token)
        grant = await self.caches.grants.get_or_load(key, lambda: self.db.access_tokens.find_grant(key))
        if grant is None:
            raise Unauthorized("the access token is invalid or was revoked")
        if not grant.may_act:
            raise NotAllowed("this account cannot be used: it is not confirmed, not approved or disabled")
        if self._is_stale(grant):
            self.background.spawn("note the use of a token", self._touch(key, grant))
        return grant.requester

    def _is_stale(self, grant: Grant) -> bool:
        return self.clock.millis() - grant.used_millis > HOURLY_MILLIS

    async def _touch(self, key: str, grant: Grant) -> None:
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            await t.access_tokens.touch(grant.token.id, now)

        await self.db.transact(deed)
        # Not kept with its new time: the token may have been revoked meanwhile. The next request reads it.
        self.caches.grants.drop(key)

