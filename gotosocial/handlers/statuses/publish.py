"""Publishing a status: from what somebody typed to a committed row and the fact that follows from it.

Everything slow (looking people up, formatting) happens before the transaction. The transaction writes the
status with all that belongs to it, the author's own timeline entry and the fact ``StatusPublished``; when
the caller has an answer, a crash can no longer lose any of it. A repeated request with the same
``Idempotency-Key`` within an hour finds the first status (row G-030). Where that was deleted the answer is
NotFound: a phone that repeats itself late must not bring back what its owner took away.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import attrs

from gotosocial.errors import Conflict, Invalid, NotFound, Refused
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.handlers.statuses.compose import Composer, Draft
from gotosocial.jobs.kinds import StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.mastodon.forms.status import StatusForm
from gotosocial.models.marks import NO_MARKS
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import own_entry
from gotosocial.storage.caches import Caches
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock

IDEMPOTENCY_WINDOW = timedelta(hours=1)
LONGEST_KEY = 255


@attrs.frozen
class StatusPublisher:
    """Publishes statuses of local accounts."""

    db: Database
    caches: Caches
    composer: Composer
    decider: InteractionDecider
    clock: Clock

    async def publish(self, requester: Requester, form: StatusForm, idempotency_key: str = "") -> str:
        """Publish what the form says and return the id of the status.

        Raises Invalid for a bad form, NotFound for a parent that cannot be seen, NotAllowed where the
        parent's policy says no.
        """
        if len(idempotency_key) > LONGEST_KEY:
            raise Invalid(f"Idempotency-Key must not be longer than {LONGEST_KEY} characters")
        if earlier := await self._published_before(requester, idempotency_key):
            return earlier
        try:
            draft = await self.composer.compose(requester, form)

            async def deed(t: Transaction) -> str:
                return await self._write(t, draft, idempotency_key)

            return await self.db.transact(deed)
        except (Conflict, Refused):
            # The same request may have come twice at once: the other one took the key, or the media.
            if earlier := await self._published_before(requester, idempotency_key):
                return earlier
            raise

    async def _published_before(self, requester: Requester, key: str) -> str | None:
        """Return the status of the key; one that was deleted meanwhile is not published again."""
        if not key:
            return None
        since = self.clock.now() - IDEMPOTENCY_WINDOW
        earlier = await self.db.idempotency_keys.find(requester.account_id, key, since)
        if earlier is not None and await self.db.statuses.find(earlier) is None:
            raise NotFound("the status that was published with this Idempotency-Key is deleted")
        return earlier

    async def _write(self, t: Transaction, draft: Draft, key: str) -> str:
        status = draft.status
        if key:
            now = self.clock.now()
            await t.idempotency_keys.prune(now - IDEMPOTENCY_WINDOW)
            await t.idempotency_keys.insert(status.account_id, key, status.id, now)
        t.statuses.add(status)
        if status.mentioned_ids:
            await t.mentions.insert(status.id, status.mentioned_ids)
        if status.tags:
            await t.tags.insert(status.id, status.tags, self.clock.now())
        if status.media_ids:
            attached = await t.media.attach(status.media_ids, status.id, status.account_id)
            if attached != len(status.media_ids):
                raise Refused("media_ids names a file that is not there or is attached already")
        if draft.parent is not None:
            await self._answer(t, draft, draft.parent)
        counts = await t.account_counts.count_post(status.account_id, status.created_at)
        if not status.is_pending:
            t.timelines.add(own_entry(status))
        await enqueue(t, StatusPublished(status_id=status.id))
        self._remember(t, status, counts)
        return status.id

    async def _answer(self, t: Transaction, draft: Draft, parent: Seen) -> None:
        """Count the reply, or ask for it; who answers what waits for their word has given that (S-29)."""
        if not draft.status.is_pending:
            await t.statuses.change_counts(parent.status.id, replies=1)
        await self.decider.approvals.record(
            t, draft.admission, draft.author, parent, shown_id=draft.status.id
        )
        await self.decider.accept_by_deed(t, parent.status, draft.author)

    def _remember(self, t: Transaction, status: Status, counts: Mapping[str, Any]) -> None:
        """Spare the author, and the job that follows, reading what was just written."""
        caches = self.caches
        if (author := caches.accounts.get(status.account_id)) is not None:
            t.afterwards(caches.accounts.born(author.id, attrs.evolve(author, **counts)))
        if status.thread_id == status.id:
            t.afterwards(caches.statuses.born(status.id, status))
            # Nobody can have marked it, or muted a thread that begins here.
            t.afterwards(caches.marks.born((status.account_id, status.id), NO_MARKS, tellings=0))
