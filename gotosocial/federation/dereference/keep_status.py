"""Writing a status that its author's server described: new, or edited.

Everything slow (words, emojis, people) is ready before the transaction. A new status is written with all that
belongs to it and finds its place in its thread: under its parent where that is known, and above the answers
that came before it. What was deleted is never written again (row Z-18).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import Gone, Malformed, NotAllowed
from gotosocial.federation.dereference.emojis import EmojiKeeper
from gotosocial.federation.dereference.status_shape import (
    media_of,
    policy_of,
    published_of,
    tags_of,
    visibility_of,
)
from gotosocial.federation.dereference.wording import Wording
from gotosocial.jobs.kinds import FetchMedia, Lane, StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.poll import Poll
from gotosocial.models.rules.thread import is_monologue
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.storage.caches import Caches
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock, whole_millis
from gotosocial.util.ulid import Ulids


@attrs.frozen(kw_only=True)
class Arrival:
    """How a status came here, which decides what follows from it.

    ``is_news``: its author's server sent it just now, so that it enters timelines. ``is_pending``: a local
    author has not allowed it yet; ``approved_by_uri`` names the proof that one has. ``finish`` ends the job
    that brought it, in the same transaction.
    """

    is_news: bool = False
    is_pending: bool = False
    approved_by_uri: str = ""
    finish: Finish | None = None


FETCHED = Arrival()
"""It was fetched, because something else led to it."""


@attrs.frozen
class StatusKeeper:
    """Writes new remote statuses."""

    db: Database
    wording: Wording
    emojis: EmojiKeeper
    ulids: Ulids
    clock: Clock
    caches: Caches

    async def keep(
        self, note: RemoteNote, author: Account, mentioned: Sequence[Account], arrival: Arrival = FETCHED
    ) -> Status:
        """Return the status of the note, as it is now stored; one that is known already stays as it is.

        Raises Malformed and NotAllowed for what the author's server may not say, Gone for what was deleted.
        """
        check_author(note, author)
        made = await self._made(note, author, mentioned, arrival)

        async def deed(t: Transaction) -> Status:
            known = await t.statuses.find_by_uri(note.uri)
            if known is None:
                known = await self._insert(t, made)
            if arrival.is_news and known.account_id == author.id:
                # Also for one that something else led to before its author's server sent it.
                # Among what comes from outside: a flood of it must not delay what people here do.
                await enqueue(t, StatusPublished(status_id=known.id), lane=Lane.INBOUND)
            if arrival.finish is not None:
                await arrival.finish(t)
            return known

        try:
            return await self.db.transact(deed)
        except Duplicate:
            # The same status came from two sides at once, and the other one was first: now it is known.
            return await self.db.transact(deed)

    async def _made(
        self, note: RemoteNote, author: Account, mentioned: Sequence[Account], arrival: Arrival
    ) -> "_Made":
        now = self.clock.now()
        published_at = published_of(note, now)
        status_id = self.ulids.at(published_at)
        words = await self.wording.of(note)
        media = media_of(note.attachments, author, status_id, now, new_id=self.ulids.new)
        poll = None
        if note.poll is not None:
            poll = await self.wording.poll(note.poll, now, self.ulids.new(), status_id)
        is_edited = note.updated_at is not None and note.updated_at > published_at
        status = Status(
            id=status_id,
            uri=note.uri,
            url=note.url if same_site(note.url, note.uri) else note.uri,
            account_id=author.id,
            created_at=published_at,
            edited_at=whole_millis(min(note.updated_at, now)) if note.updated_at and is_edited else None,
            fetched_at=now,
            visibility=visibility_of(note, author),
            thread_id=status_id,
            is_local=False,
            is_sensitive=note.is_sensitive,
            is_pending=arrival.is_pending,
            approved_by_uri=arrival.approved_by_uri,
            activity_type=note.note_type,
            in_reply_to_uri=note.in_reply_to_uri,
            is_monologue=not note.in_reply_to_uri,
            content=words.content,
            content_type="text/html",
            spoiler_text=words.warning,
            language=words.language,
            mentioned_ids=tuple(account.id for account in mentioned),
            tags=tags_of(note),
            emoji_ids=await self.emojis.ids(author.domain, author.uri, note.emojis),
            media_ids=tuple(one.id for one in media),
            policy=policy_of(note, author, mentioned),
            poll_id=poll.id if poll else "",
        )
        return _Made(status, media, poll)

    async def _insert(self, t: Transaction, made: "_Made") -> Status:
        status = made.status
        if await t.tombstones.exists(status.uri):
            raise Gone("this status was deleted", detail=status.uri)
        status = await self._placed(t, status)
        await t.statuses.insert(status)
        if made.media:
            await t.media.insert_many(made.media)
            for one in made.media:
                await enqueue(t, FetchMedia(media_id=one.id), unique_key=one.id)
        if made.poll is not None:
            await t.polls.insert(made.poll)
        if status.mentioned_ids:
            await t.mentions.insert(status.id, status.mentioned_ids)
        if status.tags:
            await t.tags.insert(status.id, status.tags, self.clock.now())
        if status.in_reply_to_id and not status.is_pending:
            await t.statuses.change_counts(status.in_reply_to_id, replies=1)
        adopted = await t.threads.adopt(status)
        if adopted.count:
            await t.statuses.change_counts(status.id, replies=adopted.count)
        counts = await t.account_counts.count_post(status.account_id, status.created_at)
        self._remember(t, status, counts, is_alone=not adopted.count and status.thread_id == status.id)
        return attrs.evolve(status, replies_count=adopted.count, thread_id=adopted.thread_id)

    def _remember(self, t: Transaction, status: Status, counts: Mapping[str, Any], *, is_alone: bool) -> None:
        """Spare the job that follows, and the next post of the author, reading what was just written."""
        if (author := self.caches.accounts.get(status.account_id)) is not None:
            t.afterwards(self.caches.accounts.born(author.id, attrs.evolve(author, **counts)))
        if is_alone:
            t.afterwards(self.caches.statuses.born(status.id, status))

    async def _placed(self, t: Transaction, status: Status) -> Status:
        """Return the status under its parent, where that is known here."""
        parent = await t.statuses.find_by_uri(status.in_reply_to_uri) if status.in_reply_to_uri else None
        if parent is None:
            return status
        if parent.is_boost:
            raise Malformed("a boost cannot be answered", detail=status.uri)
        return attrs.evolve(
            status,
            thread_id=parent.thread_id,
            in_reply_to_id=parent.id,
            in_reply_to_account_id=parent.account_id,
            is_monologue=is_monologue(status.account_id, parent),
        )


@attrs.frozen
class _Made:
    """A status that is ready to be written, with its files and its poll."""

    status: Status
    media: list[MediaAttachment]
    poll: Poll | None


def check_author(note: RemoteNote, author: Account) -> None:
    """Raise where the note is not the author's, or its id not on the author's site."""
    if author.is_local:
        raise NotAllowed("nobody else may write for our accounts", detail=note.uri)
    if note.author_uri != author.uri:
        raise Malformed("the status is by somebody else", detail=f"{note.uri} {note.author_uri}")
    if not same_site(note.uri, author.uri):
        raise Malformed("the status is not on its author's server", detail=f"{note.uri} {author.uri}")
    if author.is_suspended:
        raise NotAllowed("the author is suspended", detail=author.uri)
