"""Writing an account that another server described: new, or changed.

A name belongs to whom its domain says. Where a server was set up anew and its WebFinger names another actor
for a name that is known here, the old account makes way: it gets a name that nobody can have, and the fact
``AccountGone`` lets everything of it be removed. Without WebFinger nobody takes the name of another.
"""

from datetime import timedelta

import attrs

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.errors import Conflict, Gone
from gotosocial.federation.dereference.emojis import EmojiKeeper
from gotosocial.federation.dereference.names import Name
from gotosocial.federation.dereference.profile import (
    Profile,
    changed_account,
    clean_profile,
    keys_of,
    length_of,
    new_account,
)
from gotosocial.jobs.kinds import AccountGone, FetchInstance, PortraitsChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.text.clean import SLOW_LETTERS
from gotosocial.util.clock import Clock
from gotosocial.util.domains import site_of
from gotosocial.util.flow import Threads
from gotosocial.util.ulid import Ulids

DEAD_FOR = timedelta(days=1)
"""How long an actor that was deleted is not believed to be back: caches serve old documents for a while."""
INSTANCE_DELAY = timedelta(seconds=30)
"""When a server that is new here is asked who it is: not in the middle of what brought it here."""


@attrs.frozen
class AccountKeeper:
    """Writes remote accounts."""

    db: Database
    emojis: EmojiKeeper
    ulids: Ulids
    clock: Clock
    threads: Threads

    async def keep(self, actor: RemoteActor, name: Name) -> Account:
        """Return the account of the actor, written as the document says; its name stays where it has one.

        Raises Gone where the actor was deleted a short while ago, Conflict where its name is another's.
        """
        profile = await self._profile(actor)
        emoji_ids = await self.emojis.ids(name.domain, actor.uri, actor.emojis)
        keys = keys_of(actor, self.clock)

        async def deed(t: Transaction) -> str:
            known = await t.accounts.find_by_uri(actor.uri)
            if known is None:
                account = new_account(actor, name, profile, account_id=self.ulids.new(), clock=self.clock)
                await self._insert(t, attrs.evolve(account, emoji_ids=emoji_ids), keys, name)
                return account.id
            current = await t.accounts.get_to_change(known.id)
            if current.is_suspended and current.suspension_origin != current.id:
                # Blocked here while its document was on its way: it stays as empty as it was made.
                return current.id
            if current.is_suspended:
                await _check_not_dead(t, current.uri, self.clock)
            account = changed_account(current, actor, profile, self.clock)
            account = await self._renamed(t, attrs.evolve(account, emoji_ids=emoji_ids), name)
            await t.accounts.update(await self._with_keys(t, account, keys))
            if _pictures(account) != _pictures(current):
                await enqueue(t, PortraitsChanged(account_id=account.id), unique_key=account.id)
            return account.id

        try:
            account_id = await self.db.transact(deed)
        except Duplicate:
            # Somebody else met the same actor at the same time and was first: now it is known.
            account_id = await self.db.transact(deed)
        return await self.db.accounts.get(account_id)

    async def _profile(self, actor: RemoteActor) -> Profile:
        if length_of(actor) > SLOW_LETTERS:
            return await self.threads.run(clean_profile, actor)
        return clean_profile(actor)

    async def _insert(self, t: Transaction, account: Account, keys: list[PublicKeyRow], name: Name) -> None:
        await _check_not_dead(t, account.uri, self.clock)
        await self._make_way(t, account, name)
        await t.accounts.insert(_wearing(account, keys))
        for key in keys[1:]:
            await t.public_keys.upsert(key)
        if any(_pictures(account)):
            await enqueue(t, PortraitsChanged(account_id=account.id), unique_key=account.id)
        if await t.instances.find(account.domain) is None:
            later = self.clock.now() + INSTANCE_DELAY
            # One at a time for each site: names below a domain cost nothing.
            site = site_of(account.domain)
            await enqueue(t, FetchInstance(domain=account.domain), unique_key=site, run_at=later)

    async def _renamed(self, t: Transaction, account: Account, name: Name) -> Account:
        if name.username == account.username and name.domain == account.domain:
            return account
        renamed = attrs.evolve(account, username=name.username, domain=name.domain)
        await self._make_way(t, renamed, name)
        return renamed

    async def _make_way(self, t: Transaction, account: Account, name: Name) -> None:
        """Let another account with the name have it no more; raise Conflict where it is rightly its own."""
        holder = await t.accounts.find_by_name(name.username, name.domain)
        if holder is None or holder.uri == account.uri:
            return
        if not name.is_proved:
            raise Conflict("the name of this account belongs to another one", detail=account.uri)
        # The sign @ stands in no username, so nobody can be called like this.
        holder = await t.accounts.get_to_change(holder.id)
        aside = attrs.evolve(holder, username=f"{holder.username}@{holder.id}")
        await t.accounts.update(aside)
        await enqueue(t, AccountGone(account_id=holder.id), unique_key=holder.id)

    async def _with_keys(self, t: Transaction, account: Account, keys: list[PublicKeyRow]) -> Account:
        """Return the account with its first key; where that is another one than before, all are written."""
        if not keys:
            return account
        changed = _wearing(account, keys)
        if (changed.public_key, changed.public_key_uri) != (account.public_key, account.public_key_uri):
            await t.public_keys.delete_of(account.uri)
            for key in keys:
                await t.public_keys.upsert(key)
        return changed


async def _check_not_dead(t: Transaction, uri: str, clock: Clock) -> None:
    """Raise Gone where the actor was deleted a short while ago; forget that it was where that is long ago."""
    died_at = await t.tombstones.find(uri)
    if died_at is not None and clock.now() - died_at < DEAD_FOR:
        raise Gone("this account was deleted", detail=uri)
    if died_at is not None:
        await t.tombstones.delete(uri)


def _pictures(account: Account) -> tuple[str, ...]:
    """Return what is said of the pictures; all empty where there are none."""
    return (
        *(account.avatar_remote_url, account.avatar_remote_description),
        *(account.header_remote_url, account.header_remote_description),
    )


def _wearing(account: Account, keys: list[PublicKeyRow]) -> Account:
    if not keys:
        return account
    return attrs.evolve(account, public_key=keys[0].key, public_key_uri=keys[0].uri)
