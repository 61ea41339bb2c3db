"""What follows from a follow: the author's latest posts enter the follower's home timeline."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.jobs.kinds import FollowStarted
from gotosocial.jobs.work import Finish
from gotosocial.models.rules.home import may_stand_home
from gotosocial.models.timeline_entry import entries_of, home_of
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
        wanted = [
            one.status
            for one in seen
            if (one.status.is_monologue or not one.status.is_reply) and may_stand_home(one, owner, now)
        ]
        originals = [status.boost_of_id for status in wanted if status.is_boost]
        timeline = home_of(job.account_id)

        async def deed(t: Transaction) -> None:
            if wanted and await t.follows.find(job.account_id, job.target_id):
                there = await t.timelines.standing_in(timeline, originals, now=now)
                await t.timelines.insert(entries_of(timeline, wanted, there))
            await finish(t)

        await self.access.db.transact(deed)
