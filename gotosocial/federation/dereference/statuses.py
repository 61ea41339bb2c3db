"""Statuses of other servers: from the database while they are fresh, else from where they live.

::

    by_uri   store -> fresh? -> document -> author, mentions -> keep -> parents upwards
    found    a document that somebody searched for: as by_uri, and what takes longer as a job
    keep     a document that its author's server sent: parents upwards -> mentions -> keep, and the fact

Parents are fetched one after the other and each is stored at once, so that a long or circular thread costs no
recursion and no lock is held while another is waited for; what is stored takes in the answers that wait for
it. A status that is known stays as it is when its server does not answer. One whose server says that it is
gone raises Gone, and the fact ``StatusGone`` is recorded.
"""

from functools import partial
from typing import Protocol

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import Gone, Malformed, NotAllowed, NotFound, Trouble
from gotosocial.federation.dereference.documents import Documents
from gotosocial.federation.dereference.edit_status import StatusEditor
from gotosocial.federation.dereference.fetched_replies import check_fetched_reply
from gotosocial.federation.dereference.keep_status import FETCHED, Arrival, StatusKeeper, check_author
from gotosocial.federation.dereference.mentions import MentionResolver
from gotosocial.federation.dereference.once import Once
from gotosocial.jobs.kinds import FetchThread, StatusGone
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.freshness import Freshness, is_fresh
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of

MOST_STEPS = 512
"""How many parents are fetched for one status (row K-02)."""
MOST_SECONDS = 60.0
"""How long that may take; the job that fetches the thread goes on from there."""
PATIENCE = 5.0
"""The same, while somebody waits for the status below them."""
_log = Logger()


class Permit(Protocol):
    """How a reply enters: at once, or pending until the author of its parent decides."""

    @property
    def is_pending(self) -> bool:
        """Whether its parent's author has not allowed it yet."""

    @property
    def approved_by_uri(self) -> str:
        """What proves that they have; may be empty."""


@attrs.frozen
class StatusFetcher:
    """Finds statuses by URI, wherever they live."""

    documents: Documents
    mentions: MentionResolver
    keeper: StatusKeeper
    editor: StatusEditor
    once: Once
    clock: Clock

    async def by_uri(self, uri: str, *, fresh: Freshness = Freshness.STALE, as_: str = "") -> Status:
        """Return the status with this ActivityPub id.

        Raises NotFound, Gone, NotAllowed (blocked), Malformed and RemoteFailed; for a status that is known
        only Gone and NotAllowed, unless the freshest is wanted.
        """
        known = await self._db.statuses.find_by_uri(uri)
        if known is not None and self._will_do(known, fresh):
            return known
        status, note = await self.one(uri, fresh=fresh, as_=as_)
        if known is None and note is not None:
            await self.climb(status, as_=as_)
            return await self._db.statuses.get(status.id)
        return status

    async def keep(
        self,
        note: RemoteNote,
        author: Account,
        *,
        finish: Finish | None = None,
        permit: Permit = FETCHED,
    ) -> Status:
        """Store a status that its author's server sent us, under its parents as far as they can be had.

        It is news: the fact StatusPublished is recorded, from which timelines and notifications follow.
        ``finish`` ends the job that brought it, in the same transaction. Raises Malformed and NotAllowed for
        what the server may not say, Gone for what was deleted.
        """
        check_author(note, author)
        if self.documents.client.policy.is_own(host_of(note.uri)):
            raise NotAllowed("ids of this instance are given here", detail=note.uri)
        if note.in_reply_to_uri:
            await self._climb_from(note.in_reply_to_uri)
        arrival = Arrival(
            is_news=True,
            is_pending=permit.is_pending,
            approved_by_uri=permit.approved_by_uri,
            finish=finish,
        )
        mentioned = await self.mentions.of(note, author)
        return await self.keeper.keep(note, author, mentioned, arrival)

    async def update(self, known: Status, note: RemoteNote, *, finish: Finish | None = None) -> Status:
        """Store the new version of a status, as its author's server sent it. Raises like ``keep``."""
        author = await self._db.accounts.get(known.account_id)
        check_author(note, author)
        if note.uri != known.uri:
            raise Malformed("the document is of another status", detail=f"{known.uri} {note.uri}")
        mentioned = await self.mentions.of(note, author)
        return await self.editor.edit(known, note, author, mentioned, finish)

    async def one(
        self, uri: str, *, fresh: Freshness = Freshness.STALE, as_: str = ""
    ) -> tuple[Status, RemoteNote | None]:
        """Return the status alone, and its document where that was fetched just now.

        Raises like ``by_uri``.
        """
        known = await self._db.statuses.find_by_uri(uri)
        if known is not None and self._will_do(known, fresh):
            return known, None
        if known is None and self.documents.client.policy.is_own(host_of(uri)):
            raise NotFound("status not found")
        return await self.once.run(uri, partial(self._fetch, uri, fresh, as_))

    async def found(self, note: RemoteNote, *, as_: str = "", is_opened: bool = True) -> Status:
        """Store a status whose document its own server has shown already, with its parents.

        ``is_opened``: somebody waits for it, so a job fetches its answers, and those parents that take long.
        """
        known = await self._db.statuses.find_by_uri(note.uri)
        if known is not None:
            return known if known.is_local else await self.update(known, note)
        status = await self._stored(note, as_)
        is_at_top = await self.climb(status, as_=as_, seconds=PATIENCE if is_opened else MOST_SECONDS)
        if is_opened and (not is_at_top or note.replies_uri or note.reply_uris):
            await self._ask_for_thread(status)
        return await self._db.statuses.get(status.id)

    async def climb(self, status: Status, *, as_: str = "", seconds: float = MOST_SECONDS) -> bool:
        """Fetch what is above the status, as far as that can be had; return False where time was short."""
        top = await self._top_of(status)
        if top.in_reply_to_uri and not top.in_reply_to_id:
            return await self._climb_from(top.in_reply_to_uri, as_=as_, seconds=seconds)
        return True

    async def _climb_from(self, uri: str, as_: str = "", seconds: float = MOST_SECONDS) -> bool:
        until = self.clock.monotonic() + seconds
        met: set[str] = set()
        while uri and uri not in met and len(met) < MOST_STEPS:
            if self.clock.monotonic() >= until:
                return False
            met.add(uri)
            try:
                status, _ = await self.one(uri, as_=as_)
            except Trouble as trouble:
                _log.debug("the thread ends at {uri}: {trouble}", uri=uri, trouble=trouble)
                break
            top = await self._top_of(status)
            uri = "" if top.in_reply_to_id else top.in_reply_to_uri
        return True

    async def _top_of(self, status: Status) -> Status:
        """Return the highest status above this one that is known."""
        if not status.in_reply_to_id:
            return status
        above = await self._db.threads.ancestors(status.id, MOST_STEPS)
        return (await self._db.statuses.find(above[0]) if above else None) or status

    async def _fetch(self, uri: str, fresh: Freshness, as_: str) -> tuple[Status, RemoteNote | None]:
        known = await self._db.statuses.find_by_uri(uri)
        if known is not None and self._will_do(known, fresh):
            return known, None
        try:
            note = await self.documents.note(uri, as_=as_)
            known = (
                known if known and known.uri == note.uri else await self._db.statuses.find_by_uri(note.uri)
            )
            status = await (self._stored(note, as_) if known is None else self.update(known, note))
        except Trouble as trouble:
            if known is None:
                raise
            return await self._unrefreshed(known, fresh, trouble), None
        return status, note

    async def _stored(self, note: RemoteNote, as_: str) -> Status:
        if not same_site(note.uri, note.author_uri):
            raise Malformed(
                "the status is not on its author's server", detail=f"{note.uri} {note.author_uri}"
            )
        author = await self.mentions.accounts.by_uri(note.author_uri, as_=as_)
        check_author(note, author)
        await check_fetched_reply(self._db, self.documents.client, note, author)
        mentioned = await self.mentions.of(note, author, as_=as_)
        return await self.keeper.keep(note, author, mentioned)

    async def _ask_for_thread(self, status: Status) -> None:
        async def deed(t: Transaction) -> None:
            await enqueue(t, FetchThread(status_id=status.id), unique_key=status.id)

        await self._db.transact(deed)

    async def _unrefreshed(self, known: Status, fresh: Freshness, trouble: Trouble) -> Status:
        """Return the status as it was, and note that its server was asked."""
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            await t.statuses.fetched(known.id, now)
            if isinstance(trouble, Gone):
                await enqueue(t, StatusGone(status_id=known.id), unique_key=known.id)

        await self._db.transact(deed)
        if isinstance(trouble, Gone | NotAllowed) or fresh is Freshness.FRESHEST:
            raise trouble
        _log.debug("{uri} could not be refreshed: {trouble}", uri=known.uri, trouble=trouble)
        return attrs.evolve(known, fetched_at=now)

    def _will_do(self, known: Status, fresh: Freshness) -> bool:
        if known.is_local or known.is_boost:
            return True
        return is_fresh(known.fetched_at, fresh.of_statuses, self.clock.now())

    @property
    def _db(self) -> Database:
        return self.keeper.db
