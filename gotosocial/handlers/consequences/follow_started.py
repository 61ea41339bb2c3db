"""What follows from a follow: the author's latest posts enter the follower's home timeline."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.jobs.kinds import FollowStarted
from gotosocial.jobs.work import Finish
from gotosocial.models.rules.home import still_belongs_home
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

LATEST = 40


@attrs.frozen
class FollowStartedConsequence:
    """Copies the latest posts of a newly followed account, silently: no events, no notifications."""

    access: Access
    clock: Clock

    async def run(self, job: FollowStarted, finish: Finish) -> None:
        """Fill the home timeline; a follow that ended meanwhile fills nothing."""
        owner = await self.access.viewer(job.account_id)
        latest = await self.access.db.status_pages.latest_of(job.target_id, LATEST)
        seen = await self.access.seen([status.id for status in latest], owner)
        now = self.clock.now()
        timeline = home_of(job.account_id)
        entries = [
            entry_of(timeline, one.status)
            for one in seen
            if not (one.status.is_reply and one.status.in_reply_to_account_id != one.author.id)
            and still_belongs_home(one, owner, now)
        ]

        async def deed(t: Transaction) -> None:
            if entries and await t.follows.find(job.account_id, job.target_id):
                await t.timelines.insert(entries)
            await finish(t)

        await self.access.db.transact(deed)
