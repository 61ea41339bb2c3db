"""Removing a status with everything that hangs on it (row S-18).

Streams hear of the end of what is open, whoever may have it on a screen. Of all else only those hear who
could read it: others would learn from its id that it was there, and when it was written.
"""

from collections.abc import Mapping

import attrs

from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import owner_of
from gotosocial.storage.stores import Database, Transaction
from gotosocial.streaming.events import announce, announce_to_all


@attrs.frozen
class StatusRemover:
    """Deletes a status or a boost, its boosts by others, and every trace in timelines and notifications.

    Its media are detached, not deleted, so that the author can write the post anew with them.
    """

    db: Database

    async def remove(self, status: Status) -> None:
        """Delete the status; one that is gone already is no error."""

        async def deed(t: Transaction) -> None:
            await self.remove_within(t, status)

        await self.db.transact(deed)

    async def remove_within(self, t: Transaction, status: Status, *, is_remembered: bool = True) -> bool:
        """Delete the status within a transaction; return whether it was there.

        Its id is remembered, so that who asks for it hears that it is gone, not unknown, and that it does not
        enter again; unless it goes for a reason that may end (``is_remembered``).
        """
        # As it is now: since it was read it may have been let in, or found its parent, and so be counted.
        # Where two remove the same status at once, the second one finds nothing and so counts nothing.
        current = await t.statuses.find_to_change(status.id)
        if current is None:
            return False
        # Boosts come second: whoever makes one meanwhile waits for the status, and finds it gone.
        gone = await t.statuses.delete([current.id])
        boosts = await t.statuses.boosts_of(current.id)
        gone |= await t.statuses.delete([boost.id for boost in boosts])
        await self._announce(t, current, gone)
        await self._follow(t, current, gone)
        if is_remembered:
            await t.tombstones.insert(current.uri)
        return True

    async def _follow(self, t: Transaction, status: Status, gone: Mapping[str, str]) -> None:
        """Delete what hung on the statuses; ``gone``: the author of each by its id."""
        ids = list(gone)
        await t.media.detach(status.id)
        await t.notifications.delete_of_statuses(ids)
        await t.timelines.delete_statuses(ids)
        await t.interaction_requests.delete_by_interaction(status.uri)
        if status.boost_of_id and not status.is_pending:
            await t.statuses.change_counts(status.boost_of_id, reblogs=-1)
        if status.in_reply_to_id and not status.is_pending:
            await t.statuses.change_counts(status.in_reply_to_id, replies=-1)
        for author_id in gone.values():
            await t.account_counts.unposted(author_id)

    async def _announce(self, t: Transaction, status: Status, gone: Mapping[str, str]) -> None:
        """Tell streams what is gone, while timelines still say who had it."""
        is_open = status.visibility.is_open and not status.is_pending
        named = (*status.mentioned_ids, status.in_reply_to_account_id)
        for status_id, author_id in gone.items():
            if is_open:
                announce_to_all(t, "delete", status_id)
            else:
                owners = map(owner_of, await t.status_audiences.timelines(status_id))
                announce(t, "delete", status_id, sorted({*owners, *named, author_id} - {""}))
