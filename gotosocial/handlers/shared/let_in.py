"""Letting in what waited for approval: from here on it counts, is shown, and is told about."""

import attrs

from gotosocial.handlers.shared.make_boost import own_boost_entry
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.jobs.kinds import FetchThread, StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.models.mark import Mark
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import own_entry
from gotosocial.storage.stores import Transaction


@attrs.frozen
class LetIn:
    """Writes within the transaction of the answer; ``seen`` is what was liked, answered or boosted."""

    notifier: Notifier

    async def favourite(self, t: Transaction, mark: Mark, seen: Seen, approved_by_uri: str) -> None:
        """Let a favourite count."""
        if await t.favourites.approve(mark.id, approved_by_uri):
            await t.statuses.change_counts(seen.status.id, favourites=1)
            await self.notifier.notify_author(t, "favourite", seen, origin=mark.account_id)

    async def status(self, t: Transaction, status: Status, seen: Seen, approved_by_uri: str) -> None:
        """Let a reply or a boost be seen; the fact of its publication brings it to whom it concerns."""
        if not await t.statuses.approve(status.id, approved_by_uri):
            return
        if status.is_boost:
            await t.statuses.change_counts(seen.status.id, reblogs=1)
            await self.notifier.notify_author(
                t, "reblog", seen, origin=status.account_id, status_id=status.id
            )
        else:
            await t.statuses.change_counts(seen.status.id, replies=1)
        if status.is_local:
            entry = await own_boost_entry(t, status) if status.is_boost else own_entry(status)
            await t.timelines.insert([entry])
        elif not status.is_boost:
            # Answers to it were not taken while it waited (row V-22).
            await enqueue(t, FetchThread(status_id=status.id), unique_key=status.id)
        await enqueue(t, StatusPublished(status_id=status.id))
