"""What follows from an edited status: who has to do with it here is told, and so is whoever sees it live.

Who likes, boosted or answered it gets an ``update``, whom it mentions anew a ``mention``; open streams show
the new words where the status stands. Everything may run twice.
"""

from collections.abc import Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.onlookers import notify_mentioned, who_see
from gotosocial.handlers.shared.telling.published import PublishedTeller
from gotosocial.jobs.kinds import StatusEdited
from gotosocial.jobs.work import Finish
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.timeline_entry import owner_of
from gotosocial.storage.stores import Transaction
from gotosocial.streaming.events import announce
from gotosocial.util.ulid import Ulids


@attrs.frozen
class StatusEditedConsequence:
    """Brings a new version to those whom it concerns."""

    access: Access
    notifier: Notifier
    teller: PublishedTeller
    ulids: Ulids

    async def run(self, job: StatusEdited, finish: Finish) -> None:
        """Work the fact off; a status that is gone meanwhile, or waits for approval, concerns nobody."""
        db = self.access.db
        found = await self.access.seen((job.status_id,), None)
        if not found or found[0].status.is_pending:
            await db.transact(finish)
            return
        seen = found[0]
        interested = await db.status_audiences.interested(job.status_id)
        homes = await db.status_audiences.timelines(job.status_id)
        mentioned = await who_see(self.access, seen, job.newly_mentioned.split())
        tell_others = await self.teller.prepare_update(seen, self.ulids.new())

        async def deed(t: Transaction) -> None:
            await self._notify(t, seen, interested, mentioned)
            owners = [owner for owner in map(owner_of, homes) if owner]
            announce(t, "status.update", seen.status.id, owners)
            if tell_others is not None:
                await tell_others(t)
            await finish(t)

        await db.transact(deed)

    async def _notify(
        self, t: Transaction, seen: Seen, interested: Sequence[str], mentioned: Sequence[str]
    ) -> None:
        status_id, author_id = seen.status.id, seen.author.id
        for account_id in interested:
            # One for each edit: the one of an earlier edit makes room.
            await t.notifications.delete_from(account_id, author_id, "update", status_id)
            await self.notifier.notify(t, "update", to=account_id, origin=author_id, status_id=status_id)
        await notify_mentioned(t, self.notifier, seen, mentioned)
