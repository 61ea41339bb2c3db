"""Letting the keys of a domain expire, so that they are fetched again when they are next used (row J-17)."""

import attrs

from gotosocial.handlers.domains.permissions import read_domain
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.ulid import Ulids


@attrs.frozen
class KeyExpiry:
    """Expires keys."""

    db: Database
    ulids: Ulids

    async def expire(self, domain: str) -> str:
        """Expire all keys of the domain and of those below it; return an id of the action."""
        name = read_domain(domain)

        async def deed(t: Transaction) -> int:
            return await t.public_keys.expire(name)

        await self.db.transact(deed)
        return self.ulids.new()
