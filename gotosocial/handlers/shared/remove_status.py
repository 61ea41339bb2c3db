"""Removing a status with everything that hangs on it (row S-18)."""

import attrs

from gotosocial.models.status import Status
from gotosocial.storage.stores import Database, Transaction
from gotosocial.streaming.events import announce_to_all


@attrs.frozen
class StatusRemover:
    """Deletes a status or a boost, its boosts by others, and every trace in timelines and notifications.

    Its media are detached, not deleted, so that the author can write the post anew with them.
    """

    db: Database

    async def remove(self, status: Status) -> None:
        """Delete the status; one that is gone already is no error."""

        async def deed(t: Transaction) -> None:
            if await t.statuses.find(status.id) is not None:
                await self._delete(t, status)

        await self.db.transact(deed)

    async def _delete(self, t: Transaction, status: Status) -> None:
        boosts = [] if status.is_boost else await t.statuses.boosts_of(status.id)
        ids = [status.id, *(boost.id for boost in boosts)]
        await t.media.detach(status.id)
        await t.notifications.delete_of_statuses(ids)
        await t.timelines.delete_statuses(ids)
        await t.statuses.delete(ids)
        if status.boost_of_id:
            await t.statuses.change_counts(status.boost_of_id, reblogs=-1)
        if status.in_reply_to_id:
            await t.statuses.change_counts(status.in_reply_to_id, replies=-1)
        for author_id in (status.account_id, *(boost.account_id for boost in boosts)):
            await t.account_counts.unposted(author_id)
        for gone in ids:
            announce_to_all(t, "delete", gone)
