"""Accounts by their ActivityPub ids and local names, through the caches.

What arrives names the same few accounts again and again: the sender at the gate, in the keeper and in the
receiver, whoever is mentioned, whoever is followed. An id or a local name leads to the same account for ever,
so that is remembered; the account itself comes from the cache that follows every change of it. Who is not
known is asked for in the database each time. Not for use inside a transaction.
"""

from collections.abc import Sequence

import attrs

from gotosocial.models.account import Account
from gotosocial.storage.caches import Caches
from gotosocial.storage.stores import Database


@attrs.frozen
class KnownAccounts:
    """Finds accounts that are stored here, without asking for them twice."""

    db: Database
    caches: Caches

    async def find_by_uri(self, uri: str) -> Account | None:
        """Return the account with this ActivityPub id, or None."""
        account_id = self.caches.account_ids.get(uri)
        if account_id is not None:
            account = await self._find(account_id)
            if account is not None and account.uri == uri:
                return account
        return self._remember(uri, await self.db.accounts.find_by_uri(uri))

    async def find_by_uris(self, uris: Sequence[str]) -> dict[str, Account]:
        """Return by their ActivityPub ids those accounts that are known here."""
        ids = [one for one in map(self.caches.account_ids.get, uris) if one is not None]
        accounts = await self.caches.accounts.get_many(ids, self.db.accounts.get_many) if ids else {}
        found = {account.uri: account for account in accounts.values()}
        missing = [uri for uri in uris if uri not in found]
        if missing:
            for uri, account in (await self.db.accounts.find_by_uris(missing)).items():
                self._remember(uri, account)
                found[uri] = account
        return {uri: found[uri] for uri in uris if uri in found}

    async def find_local(self, username: str) -> Account | None:
        """Return the local account with the name, in any case of ASCII letters, or None."""
        # No ActivityPub id begins like this.
        key = f"@{username.lower()}"
        account_id = self.caches.account_ids.get(key)
        if account_id is not None:
            account = await self._find(account_id)
            if account is not None and account.is_local and account.username.lower() == username.lower():
                return account
        return self._remember(key, await self.db.accounts.find_by_name(username))

    async def _find(self, account_id: str) -> Account | None:
        kept = self.caches.accounts.get(account_id)
        if kept is not None:
            return kept
        return await self.caches.accounts.get_or_load(account_id, lambda: self.db.accounts.find(account_id))

    def _remember(self, key: str, account: Account | None) -> Account | None:
        if account is not None:
            self.caches.account_ids.put(key, account.id)
        return account
