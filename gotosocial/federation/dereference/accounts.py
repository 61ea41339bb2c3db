"""Accounts of other servers: from the database while they are fresh, else from where they live.

::

    by_uri     store -> fresh? -> document -> name (new ones) -> keep
    by_handle  store -> fresh? -> WebFinger -> document -> name -> keep

Each actor is fetched once at a time, and what could not be fetched is left alone for some minutes. An
account that is known stays usable when its server does not answer; it is asked again when its window is over.
One whose server says that it is gone raises Gone, and the fact ``AccountGone`` is recorded.
"""

from functools import partial

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.errors import Gone, Malformed, NotAllowed, NotFound, Trouble
from gotosocial.federation.dereference.documents import Documents
from gotosocial.federation.dereference.keep_account import AccountKeeper
from gotosocial.federation.dereference.names import Name, Names
from gotosocial.federation.dereference.once import Once
from gotosocial.jobs.kinds import AccountGone
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.freshness import Freshness, is_fresh
from gotosocial.storage.known_accounts import KnownAccounts
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of, normal

_log = Logger()


@attrs.frozen
class AccountFetcher:
    """Finds accounts by URI and by name, wherever they live."""

    known: KnownAccounts
    documents: Documents
    names: Names
    keeper: AccountKeeper
    once: Once
    clock: Clock

    @property
    def db(self) -> Database:
        """The database itself, for what must be true at this very moment."""
        return self.known.db

    async def by_uri(self, uri: str, *, fresh: Freshness = Freshness.STALE, as_: str = "") -> Account:
        """Return the account with this ActivityPub id.

        Raises NotFound, Gone, NotAllowed (blocked), Malformed and RemoteFailed; for an account that is known
        only Gone and NotAllowed, unless the freshest is wanted.
        """
        known = await self.known.find_by_uri(uri)
        if known is not None and self._will_do(known, fresh):
            return known
        if known is None and self._is_here(host_of(uri)):
            raise NotFound("account not found")
        return await self.once.run(uri, partial(self._fetch, uri, fresh, as_, None))

    async def by_handle(
        self, username: str, domain: str, *, fresh: Freshness = Freshness.STALE, as_: str = ""
    ) -> Account:
        """Return the account with this name; an empty domain, or our own, means here.

        Raises like ``by_uri``.
        """
        try:
            domain = normal(domain) if domain else ""
        except ValueError as error:
            raise NotFound("account not found", detail=str(error)) from error
        if self._is_here(domain):
            domain = ""
        known = await self.db.accounts.find_by_name(username, domain)
        if known is not None:
            return (
                known if self._will_do(known, fresh) else await self.by_uri(known.uri, fresh=fresh, as_=as_)
            )
        if not domain:
            raise NotFound("account not found")
        handle = f"{username.casefold()}@{domain}"
        return await self.once.run(handle, partial(self._find, username, domain, fresh, as_))

    async def keep(self, actor: RemoteActor) -> Account:
        """Store what an actor says of itself, which is proved: it signed this, or it was at its own id."""
        if self._is_here(host_of(actor.uri)):
            raise NotAllowed("nobody else may describe our accounts", detail=actor.uri)
        known = await self.db.accounts.find_by_uri(actor.uri)
        if known is not None and self._is_shut(known):
            return known
        return await self._kept(actor, known, None)

    async def _find(self, username: str, domain: str, fresh: Freshness, as_: str) -> Account:
        found = await self.names.webfinger.find(username, domain)
        known = await self.db.accounts.find_by_uri(found.uri)
        if known is not None and self._will_do(known, fresh):
            return known
        if self._is_here(host_of(found.uri)):
            raise Malformed("the name of another server leads here", detail=f"{username}@{domain}")
        hint = Name(username=username, domain=domain)
        return await self.once.run(found.uri, partial(self._fetch, found.uri, fresh, as_, hint))

    async def _fetch(self, uri: str, fresh: Freshness, as_: str, hint: Name | None) -> Account:
        known = await self.db.accounts.find_by_uri(uri)
        if known is not None and self._will_do(known, fresh):
            return known
        try:
            actor = await self.documents.actor(uri, as_=as_)
            known = (
                known if known and known.uri == actor.uri else await self.db.accounts.find_by_uri(actor.uri)
            )
            return await self._kept(actor, known, hint)
        except Trouble as trouble:
            if known is None:
                raise
            return await self._unrefreshed(known, fresh, trouble)

    async def _kept(self, actor: RemoteActor, known: Account | None, hint: Name | None) -> Account:
        if known is not None and known.username.casefold() == (actor.username or known.username).casefold():
            # Its name was proved when it came, and is not asked about again.
            name = Name(username=known.username, domain=known.domain)
        else:
            name = await self.names.of(actor, hint)
        return await self.keeper.keep(actor, name)

    async def _unrefreshed(self, known: Account, fresh: Freshness, trouble: Trouble) -> Account:
        """Return the account as it was, and note that its server was asked."""
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            await t.accounts.fetched(known.id, now)
            if isinstance(trouble, Gone):
                await enqueue(t, AccountGone(account_id=known.id), unique_key=known.id)

        await self.db.transact(deed)
        if isinstance(trouble, Gone | NotAllowed) or fresh is Freshness.FRESHEST:
            raise trouble
        _log.debug("{uri} could not be refreshed: {trouble}", uri=known.uri, trouble=trouble)
        return attrs.evolve(known, fetched_at=now)

    def _will_do(self, known: Account, fresh: Freshness) -> bool:
        if known.is_local or self._is_shut(known):
            return True
        return is_fresh(known.fetched_at, fresh.of_accounts, self.clock.now())

    def _is_shut(self, known: Account) -> bool:
        """Tell whether admins here have suspended the account, so that it is not asked about any more."""
        return known.is_suspended and known.suspension_origin != known.id

    def _is_here(self, domain: str) -> bool:
        return not domain or self.documents.client.policy.is_own(domain)
