"""Writing the new version of a local status: the earlier one is kept, what follows is left to the fact."""

from collections.abc import Sequence

import attrs

from gotosocial.jobs.kinds import StatusEdited
from gotosocial.jobs.queue import enqueue
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from gotosocial.models.status_edit import newly_mentioned, version_of
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids


@attrs.frozen
class StatusRewriter:
    """Writes within the transaction of the deed, which has checked and formatted everything."""

    ulids: Ulids
    clock: Clock

    async def rewrite(
        self,
        t: Transaction,
        before: Status,
        after: Status,
        media: Sequence[MediaAttachment],
        poll: Poll | None = None,
    ) -> Status:
        """Put ``after`` in the place of ``before`` and return it as it is stored.

        ``before`` is what ``find_to_change`` has read in the same transaction.

        ``media`` and ``poll`` are those of the earlier version. The fact StatusEdited brings the change to
        streams, to those who have to do with the status, and to other servers.
        """
        now = self.clock.now()
        written = attrs.evolve(after, edited_at=now)
        await t.status_edits.insert(version_of(before, media, poll, edit_id=self.ulids.new()))
        await t.statuses.update(written)
        if written.mentioned_ids != before.mentioned_ids:
            await t.mentions.replace(written.id, written.mentioned_ids)
            left_out = [one for one in before.mentioned_ids if one not in written.mentioned_ids]
            await t.mentions.remember(written.id, left_out)
        if written.tags != before.tags:
            await t.tags.replace(written.id, written.tags, now)
        fresh = newly_mentioned(before, written)
        await enqueue(t, StatusEdited(status_id=written.id, newly_mentioned=fresh))
        return written
