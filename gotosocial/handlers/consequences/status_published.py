"""What follows from a published status: timelines, notifications and live events.

The author's own timeline was written with the status. Here its local followers get it, in parts of a
bounded number of accounts, and whoever is mentioned is notified. Everything may run twice: rows are written
only where they are missing, and only new rows are announced. The last part ends the job in its own
transaction.
"""

from collections.abc import Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.jobs.kinds import StatusPublished
from gotosocial.jobs.work import Finish
from gotosocial.models.follow import Follow
from gotosocial.models.rules.home import belongs_home
from gotosocial.models.rules.visibility import Seen, may_see_status
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.storage.stores import Transaction
from gotosocial.streaming.events import announce
from gotosocial.util.clock import Clock

PART = 200
MOST_STEPS = 512
RECENT = 40


@attrs.frozen
class StatusPublishedConsequence:
    """Brings a new status to those whom it concerns here."""

    access: Access
    notifier: Notifier
    clock: Clock

    async def run(self, job: StatusPublished, finish: Finish) -> None:
        """Work the fact off; a status that is gone meanwhile concerns nobody."""
        found = await self.access.seen([job.status_id], None)
        if not found:
            await self.access.db.transact(finish)
            return
        seen = found[0]
        ancestors = await self._ancestors(seen)
        after = ""
        while followers := await self.access.db.follows.followers_after(seen.author.id, after, PART):
            after = followers[-1].id
            await self._bring_home(seen, ancestors, followers)
        mentioned = await self._mentioned(seen)

        async def deed(t: Transaction) -> None:
            announce(t, "update", seen.status.id, [seen.author.id] if seen.author.is_local else [])
            muted_by = await t.thread_mutes.muted_by(seen.status.thread_id) if mentioned else frozenset()
            for account_id in mentioned:
                if account_id not in muted_by:
                    await self.notifier.notify(
                        t, "mention", to=account_id, origin=seen.author.id, status_id=seen.status.id
                    )
            await finish(t)

        await self.access.db.transact(deed)

    async def _bring_home(self, seen: Seen, ancestors: list[Seen], followers: Sequence[Follow]) -> None:
        owners = [one for one in followers if await self._belongs(seen, ancestors, one.account_id)]
        if not owners:
            return
        status = seen.status
        timelines = {home_of(one.account_id): one for one in owners}

        async def deed(t: Transaction) -> None:
            repeated = await t.timelines.recent_originals(list(timelines), status.original_id, RECENT)
            entries = [
                attrs.evolve(entry_of(timeline, status), is_repeat=status.is_boost and timeline in repeated)
                for timeline in timelines
            ]
            written = await t.timelines.insert(entries)
            fresh = [timelines[one] for one in written if not (status.is_boost and one in repeated)]
            announce(t, "update", status.id, [one.account_id for one in fresh])
            if not status.is_boost and not status.is_reply:
                for follow in fresh:
                    if follow.notifies:
                        await self.notifier.notify(
                            t, "status", to=follow.account_id, origin=seen.author.id, status_id=status.id
                        )

        await self.access.db.transact(deed)

    async def _belongs(self, seen: Seen, ancestors: list[Seen], owner_id: str) -> bool:
        owner = await self.access.viewer(owner_id)
        mine = await self._seen_by(seen, owner_id)
        return belongs_home(mine, ancestors, owner, self.clock.now())

    async def _seen_by(self, seen: Seen, account_id: str) -> Seen:
        """Return the status with the facts that differ between viewers (mutuals-only posts)."""
        viewer = await self.access.viewer(account_id)
        return (await self.access.seen([seen.status.id], viewer))[0]

    async def _ancestors(self, seen: Seen) -> list[Seen]:
        if not seen.status.is_reply:
            return []
        ids = await self.access.db.threads.ancestors(seen.status.id, MOST_STEPS)
        return await self.access.seen(ids[::-1], None)

    async def _mentioned(self, seen: Seen) -> list[str]:
        """Return the local accounts that are mentioned and may see the status."""
        wanted = []
        for account in (await self.access.accounts(seen.status.mentioned_ids)).values():
            if account.is_local:
                viewer = await self.access.viewer(account.id)
                if may_see_status(await self._seen_by(seen, account.id), viewer):
                    wanted.append(account.id)
        return wanted
