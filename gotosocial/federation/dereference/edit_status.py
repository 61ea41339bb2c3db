"""Writing the new version of a remote status that is known here (row I-08).

What makes an edit are its words, its warning, its language, its files, its poll and whether it is sensitive:
then the earlier version is kept and the fact ``StatusEdited`` is recorded. Everything else (a policy, a
mention, a count of votes) is written silently. Audience, parent and time of a status never change. An Update
that is older than what is stored is not written, since the order in which activities come is not assumed.
"""

from collections.abc import Sequence
from datetime import timedelta

import attrs

from gotosocial.activitypub.note import RemoteNote
from gotosocial.federation.dereference.emojis import EmojiKeeper
from gotosocial.federation.dereference.poll_shape import is_same_poll, recounted
from gotosocial.federation.dereference.status_shape import media_of, policy_of, tags_of
from gotosocial.federation.dereference.wording import Wording
from gotosocial.jobs.kinds import FetchMedia, StatusEdited
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.poll import Poll
from gotosocial.models.rules.trust import same_site
from gotosocial.models.status import Status
from gotosocial.models.status_edit import newly_mentioned, version_of
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

_WORDS = ("content", "spoiler_text", "language", "is_sensitive", "media_ids")
_SHOWN = ("remote_url", "description", "focus_x", "focus_y")
_SLACK = timedelta(seconds=1)
"""Some servers write times in whole seconds in one place, and not in another."""


@attrs.frozen
class StatusEditor:
    """Writes new versions of remote statuses."""

    db: Database
    wording: Wording
    emojis: EmojiKeeper
    ulids: Ulids
    clock: Clock

    async def edit(
        self,
        known: Status,
        note: RemoteNote,
        author: Account,
        mentioned: Sequence[Account],
        finish: Finish | None = None,
    ) -> Status:
        """Return the status as the note says it now; ``finish`` ends a job in the same transaction."""
        version = await self._version(known, note, author, mentioned)

        async def deed(t: Transaction) -> None:
            current = await t.statuses.find_to_change(known.id)
            # What is stored now decides: another version may have come while this one was read.
            if current is not None and not _is_old(current, note):
                await self._apply(t, current, version, note)
            elif current is not None:
                await t.statuses.fetched(current.id, version.status.fetched_at or self.clock.now())
            if finish is not None:
                await finish(t)

        await self.db.transact(deed)
        return await self.db.statuses.get(known.id)

    async def _version(
        self, known: Status, note: RemoteNote, author: Account, mentioned: Sequence[Account]
    ) -> "_Version":
        now = self.clock.now()
        before = await self.db.media.get_many(known.media_ids) if known.media_ids else {}
        earlier = [before[one] for one in known.media_ids if one in before]
        media = media_of(note.attachments, author, known.id, now, new_id=self.ulids.new, known=earlier)
        poll = None
        if note.poll is not None:
            poll = await self.wording.poll(note.poll, now, self.ulids.new(), known.id)
        words = await self.wording.of(note)
        status = attrs.evolve(
            known,
            url=note.url if same_site(note.url, note.uri) else known.uri,
            fetched_at=now,
            activity_type=note.note_type,
            content=words.content,
            spoiler_text=words.warning,
            language=words.language,
            is_sensitive=note.is_sensitive,
            mentioned_ids=tuple(account.id for account in mentioned),
            tags=tags_of(note),
            emoji_ids=await self.emojis.ids(author.domain, author.uri, note.emojis),
            media_ids=tuple(one.id for one in media),
            policy=policy_of(note, author, mentioned),
        )
        return _Version(status, earlier, media, poll)

    async def _apply(self, t: Transaction, current: Status, version: "_Version", note: RemoteNote) -> None:
        now = self.clock.now()
        known_poll = await t.polls.find(current.poll_id) if current.poll_id else None
        poll_id = await self._write_poll(t, known_poll, version.poll)
        status = attrs.evolve(_onto(current, version.status), poll_id=poll_id)
        has_other_poll = poll_id != current.poll_id
        if _differs(current, status) or _shown(version.media) != _shown(version.earlier) or has_other_poll:
            status = attrs.evolve(status, edited_at=min(note.updated_at or now, now))
            earlier = version_of(current, version.earlier, known_poll, edit_id=self.ulids.new())
            await t.status_edits.insert(earlier)
            await self._write_media(t, version)
            fresh = newly_mentioned(current, status)
            await enqueue(t, StatusEdited(status_id=status.id, newly_mentioned=fresh))
        await self._write(t, current, status)

    async def _write_poll(self, t: Transaction, known: Poll | None, told: Poll | None) -> str:
        """Return the id of the poll that the status has now; another question begins without votes."""
        if known is not None and told is not None and is_same_poll(known, told):
            fresh = recounted(known, told)
            if fresh != known:
                await t.polls.update(fresh)
            return known.id
        if known is not None:
            await t.polls.delete(known.id)
        if told is not None:
            await t.polls.insert(told)
        return told.id if told is not None else ""

    async def _write_media(self, t: Transaction, version: "_Version") -> None:
        """Write new and changed files; those of earlier versions stay for the history."""
        there = {one.id: one for one in version.earlier}
        if fresh := [one for one in version.media if one.id not in there]:
            await t.media.insert_many(fresh)
            for one in fresh:
                await enqueue(t, FetchMedia(media_id=one.id), unique_key=one.id)
        for one in version.media:
            if one.id in there and one != there[one.id]:
                await t.media.describe(one)

    async def _write(self, t: Transaction, current: Status, status: Status) -> None:
        await t.statuses.update(status)
        if status.mentioned_ids != current.mentioned_ids:
            await t.mentions.replace(status.id, status.mentioned_ids)
        if status.tags != current.tags:
            await t.tags.replace(status.id, status.tags, self.clock.now())


@attrs.frozen
class _Version:
    """A new version that is ready to be written; ``earlier`` are the files of the one before."""

    status: Status
    earlier: list[MediaAttachment]
    media: list[MediaAttachment]
    poll: Poll | None


def _onto(current: Status, version: Status) -> Status:
    """Return the version over what others may have changed of the row meanwhile."""
    return attrs.evolve(
        version,
        pinned_at=current.pinned_at,
        edited_at=current.edited_at,
        is_pending=current.is_pending,
        approved_by_uri=current.approved_by_uri,
        thread_id=current.thread_id,
        in_reply_to_id=current.in_reply_to_id,
        in_reply_to_account_id=current.in_reply_to_account_id,
        is_monologue=current.is_monologue,
    )


def _is_old(known: Status, note: RemoteNote) -> bool:
    if known.edited_at is None:
        return False
    return (note.updated_at or note.published_at or known.edited_at) < known.edited_at - _SLACK


def _differs(current: Status, status: Status) -> bool:
    return any(getattr(current, name) != getattr(status, name) for name in _WORDS)


def _shown(media: Sequence[MediaAttachment]) -> list[tuple[object, ...]]:
    return [tuple(getattr(one, name) for name in _SHOWN) for one in media]
