"""Sending requests to follow once more that another server has not answered (row U3-39).

The server may have lost the first one, or its answer may have been lost. A request that somebody just has not
decided about there does no harm when it comes again.
"""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.jobs.kinds import AskAgain
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.follow import Unanswered
from gotosocial.models.rules.asking import next_wait
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock

AT_ONCE = 100


@attrs.frozen
class FollowAsker:
    """Runs every quarter of an hour; what is left waits for the next turn."""

    access: Access
    teller: FollowTeller
    clock: Clock

    async def run(self, job: AskAgain, finish: Finish) -> None:
        """Ask again for those requests whose time has come."""
        waiting = await self.access.db.follow_requests.unanswered(self.clock.now(), AT_ONCE)
        ids = {end for one in waiting for end in (one.request.account_id, one.request.target_id)}
        accounts = await self.access.accounts(ids)
        for one in waiting:
            by, of = accounts.get(one.request.account_id), accounts.get(one.request.target_id)
            await self._ask(one, by, of)

    async def _ask(self, one: Unanswered, by: Account | None, of: Account | None) -> None:
        request = one.request
        is_askable = by is not None and of is not None and not of.is_suspended and not of.moved_to_uri
        wait = next_wait(one.times_asked + 1)

        async def deed(t: Transaction) -> None:
            if await t.follow_requests.find(request.account_id, request.target_id) != request:
                return
            if not is_askable or by is None or of is None:
                await t.follow_requests.ask_again(request.id, None, one.times_asked)
                return
            await self.teller.ask_again(t, request, by, of)
            next_at = self.clock.now() + wait if wait is not None else None
            await t.follow_requests.ask_again(request.id, next_at, one.times_asked + 1)

        await self.access.db.transact(deed)
