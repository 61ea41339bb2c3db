"""The public keys of other servers' actors: from the store first, then from where they live.

What may go wrong here is decided by strangers, so everything is bounded: one fetch per key at a time, whose
outcome all share that wait for it; so many fetches at once per site and altogether; ten seconds for each; and
what failed is not tried again for a while.

    memory -> table ``public_keys`` -> keys that came with accounts -> fetched, listed by its owner

A fetched key is in memory at once, and in the table once a signature has fitted it, so that nobody writes
here by naming keys. A key that does not fit any more is fetched again at once, at most every five minutes. A
key whose actor is gone (410) leaves a tombstone, and is not asked for again.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

import attrs
from twisted.logger import Logger

from gotosocial.errors import (
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    Overloaded,
    RemoteFailed,
    Trouble,
    Unauthorized,
)
from gotosocial.federation.key_source import FetchedKey, KeySource, without_fragment
from gotosocial.jobs.kinds import AccountGone
from gotosocial.jobs.queue import enqueue
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.storage.bus import Bus
from gotosocial.storage.cache import Cache
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util import flow
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of, site_of
from gotosocial.util.lru import Lru
from gotosocial.util.shared import SharedWork


class KeyUnavailable(Overloaded):
    """The key cannot be had now, by the fault of whoever should show it or of all who ask."""

    default = "the key cannot be fetched now"


FETCH_SECONDS = 10.0
PER_SITE = 8
ALTOGETHER = 200
"""How many keys are fetched at once from one site, and from all: names below a domain cost nothing."""
RENEWED_EVERY = 300.0
"""Seconds between two fetches of one key."""
DEAD_FOR = timedelta(days=7)
"""For how long a tombstone is believed; somebody else may be given the name."""
REMEMBERED: Mapping[type[Trouble], float] = {Gone: 3600.0, KeyUnavailable: 20.0, Unauthorized: 300.0}
"""For how many seconds a key that could not be had is not asked for again, by the reason."""

T = TypeVar("T")
_log = Logger()


@attrs.frozen
class Keys:
    """Finds keys by their ids. The ids are http(s) URIs of other hosts than ours."""

    db: Database
    source: KeySource
    clock: Clock
    reactor: Any
    _kept: Cache[str, PublicKeyRow] = attrs.field(factory=lambda: Cache(5_000), init=False)
    _fetching: SharedWork[str, PublicKeyRow] = attrs.field(factory=SharedWork, init=False)
    _per_site: Counter[str] = attrs.field(factory=Counter, init=False)
    _refused: Lru[str, tuple[float, Trouble]] = attrs.field(factory=lambda: Lru(10_000), init=False)
    _renewed: Lru[str, float] = attrs.field(factory=lambda: Lru(10_000), init=False)
    _unproved: Lru[str, bool] = attrs.field(factory=lambda: Lru(10_000), init=False)

    def listen(self, bus: Bus) -> None:
        """Forget what other processes have changed; an empty key stands for many."""
        self._kept.listen(bus, "key")
        bus.subscribe("key", lambda uri: None if uri else self._kept.clear())

    async def known(self, key_uri: str) -> PublicKeyRow | None:
        """Return the key from the store, or None; one that an admin has let expire counts no more."""
        row = self._kept.get(key_uri)
        if row is not None:
            return row
        row = await self._kept.get_or_load(key_uri, lambda: self._stored(key_uri))
        if row is not None and row.is_expired:
            self._kept.drop(key_uri)
            return None
        return row

    async def fetched(self, key_uri: str) -> PublicKeyRow:
        """Return the key from where it lives.

        Raises Gone where its server says that it or its actor was deleted, KeyUnavailable where trying again
        helps, and Unauthorized where there is no key that belongs to anybody.
        """
        refused = self._refused.get(key_uri)
        if refused is not None and self.clock.monotonic() < refused[0]:
            raise refused[1].anew()
        return await self._fetching.run(key_uri, lambda: self._fetch(key_uri))

    async def renewed(self, row: PublicKeyRow) -> PublicKeyRow | None:
        """Return the key anew where it has changed since; None where not, or fetched just now."""
        now = self.clock.monotonic()
        last = self._renewed.get(row.uri)
        is_young = (self.clock.now() - row.fetched_at).total_seconds() < RENEWED_EVERY
        if is_young or (last is not None and now - last < RENEWED_EVERY):
            return None
        self._renewed.put(row.uri, now)
        try:
            found = await self.fetched(row.uri)
        except (KeyUnavailable, Unauthorized):
            return None
        return None if found.key == row.key else found

    async def proved(self, row: PublicKeyRow) -> None:
        """Keep a key that a signature has fitted, where it is not kept already."""
        if self._unproved.get(row.uri) is not None:
            self._unproved.drop(row.uri)
            await self.db.public_keys.upsert(row)
            self._kept.put(row.uri, row)

    async def _stored(self, key_uri: str) -> PublicKeyRow | None:
        return await self.db.public_keys.find(key_uri) or await self.db.public_keys.find_of_account(key_uri)

    async def _fetch(self, key_uri: str) -> PublicKeyRow:
        try:
            await self._refuse_dead(key_uri)
            found = await self._ask(key_uri)
        except Trouble as trouble:
            seconds = REMEMBERED.get(type(trouble), 0.0)
            self._refused.put(key_uri, (self.clock.monotonic() + seconds, trouble.anew()))
            raise
        return self._remember(key_uri, found)

    async def _refuse_dead(self, key_uri: str) -> None:
        for uri in {key_uri, without_fragment(key_uri)}:
            died_at = await self.db.tombstones.find(uri)
            if died_at is not None and self.clock.now() - died_at < DEAD_FOR:
                raise Gone("the signer is gone", detail=key_uri)

    async def _ask(self, key_uri: str) -> FetchedKey:
        site = site_of(host_of(key_uri))
        if self._per_site[site] >= PER_SITE or self._per_site.total() >= ALTOGETHER:
            raise KeyUnavailable("too many keys are being fetched", retry_after=30)
        self._per_site[site] += 1
        try:
            fetching = flow.start(self.source.fetch(key_uri))
            return await flow.timeout(fetching, FETCH_SECONDS, self.reactor)
        except TimeoutError:
            raise KeyUnavailable(retry_after=60, detail=f"{key_uri} did not come in time") from None
        except Gone as gone:
            await self._bury(key_uri)
            raise Gone("the signer is gone", detail=key_uri) from gone
        except RemoteFailed as failed:
            if failed.can_retry:
                raise KeyUnavailable(retry_after=60, detail=str(failed)) from failed
            raise Unauthorized("the key cannot be fetched", detail=str(failed)) from failed
        except (NotFound, Invalid, NotAllowed) as wrong:
            # Also what is not there just now: who sends must not be told that it arrived.
            raise Unauthorized("the key cannot be used", detail=f"{key_uri}: {wrong}") from wrong
        finally:
            self._per_site[site] -= 1
            if not self._per_site[site]:
                del self._per_site[site]

    def _remember(self, key_uri: str, found: FetchedKey) -> PublicKeyRow:
        row = PublicKeyRow(
            uri=key_uri,
            owner_uri=found.owner_uri,
            host=host_of(found.owner_uri),
            key=found.key.pem,
            fetched_at=self.clock.now(),
        )
        self._refused.drop(key_uri)
        self._unproved.put(key_uri, True)
        self._kept.put(key_uri, row)
        return row

    async def _bury(self, key_uri: str) -> None:
        uris, now = {key_uri, without_fragment(key_uri)}, self.clock.now()

        async def deed(t: Transaction) -> None:
            await t.tombstones.insert_many(sorted(uris), now)
            account = await t.accounts.find_by_uri(without_fragment(key_uri))
            if account is not None and not account.is_local:
                # Its Delete cannot be proved any more; its server has said the same in its answer.
                await enqueue(t, AccountGone(account_id=account.id), unique_key=account.id)

        await self.db.transact(deed)
        _log.info("the actor of {key} is gone", key=key_uri)
