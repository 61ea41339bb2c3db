"""What follows from a published status: timelines, notifications and live events.

The author's own timeline was written with the status. Here its local followers get it, in parts of a
bounded number of accounts, and whoever is mentioned is notified. Everything may run twice: rows are written
only where they are missing, and only new rows are announced. The last part ends the job in its own
transaction.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.onlookers import notify_mentioned, seen_by, who_see
from gotosocial.handlers.shared.telling.published import PublishedTeller
from gotosocial.jobs.kinds import StatusPublished
from gotosocial.jobs.work import Finish
from gotosocial.models.follow import Follow
from gotosocial.models.rules.home import belongs_home
from gotosocial.models.rules.muting import is_muted
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.models.viewer import Viewer
from gotosocial.storage.stores import Transaction
from gotosocial.streaming.events import announce
from gotosocial.util.clock import Clock

PART = 200
MOST_STEPS = 512


@attrs.frozen
class StatusPublishedConsequence:
    """Brings a new status to those whom it concerns here."""

    access: Access
    notifier: Notifier
    teller: PublishedTeller
    clock: Clock

    async def run(self, job: StatusPublished, finish: Finish) -> None:
        """Work the fact off; a status that is gone meanwhile concerns nobody."""
        found = await self.access.seen([job.status_id], None)
        if not found:
            await self.access.db.transact(finish)
            return
        seen = found[0]
        if seen.status.is_pending:
            await self._ask(seen, finish)
            return
        ancestors = await self._ancestors(seen)
        owners: list[Follow] = []
        async for part in self._owners(seen, ancestors):
            if owners:
                await self.access.db.transact(partial(self._bring_home, seen=seen, owners=owners))
            owners = part
        mentioned = await who_see(self.access, seen, seen.status.mentioned_ids)
        tell_others = await self.teller.prepare(seen)

        async def deed(t: Transaction) -> None:
            await self._bring_home(t, seen, owners)
            await self._tell(t, seen, mentioned)
            if tell_others is not None:
                await tell_others(t)
            await finish(t)

        await self.access.db.transact(deed)

    async def _ask(self, seen: Seen, finish: Finish) -> None:
        """Bring what waits for approval to nobody but who decides, and only where they live elsewhere."""
        tell_others = await self.teller.prepare(seen)

        async def deed(t: Transaction) -> None:
            if tell_others is not None:
                await tell_others(t)
            await finish(t)

        await self.access.db.transact(deed)

    async def _owners(self, seen: Seen, ancestors: list[Seen]) -> AsyncIterator[list[Follow]]:
        """Yield the follows of those whose home the status belongs to, in parts.

        Who has muted it gets it for later, and no notification of it, whatever they asked for.
        """
        now = self.clock.now()
        after, is_full = "", True
        while is_full:
            followers = await self.access.db.follows.followers_after(seen.author.id, after, PART)
            is_full = len(followers) == PART
            after = followers[-1].id if is_full else ""
            owners = await self.access.viewers(one.account_id for one in followers)
            yield [
                attrs.evolve(one, notifies=one.notifies and not _is_hidden(seen, owner, now))
                for one in followers
                if await self._belongs(seen, ancestors, owner := owners[one.account_id], now)
            ]

    async def _bring_home(self, t: Transaction, seen: Seen, owners: Sequence[Follow]) -> None:
        if not owners:
            return
        status = seen.status
        timelines = {home_of(one.account_id): one for one in owners}
        repeated: frozenset[str] = frozenset()
        if status.is_boost:
            repeated = await t.timelines.recent_originals(
                list(timelines), status.original_id, now=self.clock.now()
            )
        written = await t.timelines.insert(
            [
                attrs.evolve(entry_of(timeline, status), is_repeat=timeline in repeated)
                for timeline in timelines
            ]
        )
        fresh = [timelines[one] for one in written if one not in repeated]
        announce(t, "update", status.id, [one.account_id for one in fresh])
        if status.is_boost or status.is_reply:
            return
        for follow in fresh:
            if follow.notifies:
                await self.notifier.notify(
                    t, "status", to=follow.account_id, origin=seen.author.id, status_id=status.id
                )

    async def _tell(self, t: Transaction, seen: Seen, mentioned: Sequence[str]) -> None:
        author, status = seen.author, seen.status
        # Only a boost may have been hidden at home, as a repetition.
        is_shown = not status.is_boost or await t.timelines.shows(home_of(author.id), status.id)
        if author.is_local and is_shown:
            announce(t, "update", status.id, [author.id])
        await notify_mentioned(t, self.notifier, seen, mentioned)

    async def _belongs(self, seen: Seen, ancestors: list[Seen], owner: Viewer, now: datetime) -> bool:
        mine, *above = [await seen_by(self.access, step, owner) for step in (seen, *ancestors)]
        return belongs_home(mine, above, owner, now)

    async def _ancestors(self, seen: Seen) -> list[Seen]:
        if not seen.status.is_reply:
            return []
        ids = await self.access.db.threads.ancestors(seen.status.id, MOST_STEPS)
        return await self.access.seen(ids[::-1], None)


def _is_hidden(seen: Seen, owner: Viewer, now: datetime) -> bool:
    return is_muted(seen.status, seen.original.status if seen.original else None, owner, now)
