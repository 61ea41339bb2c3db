"""People whom somebody mentions and who are not known here yet: looked up while the post waits (row S-08)."""

from collections.abc import Sequence
from typing import Any

import attrs
from twisted.internet.defer import DeferredSemaphore

from gotosocial.errors import Trouble
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.models.account import Account
from gotosocial.text.mentions import MentionText
from gotosocial.util import flow

SECONDS = 3.0
AT_ONCE = 8
MOST = 20


@attrs.frozen
class Strangers:
    """Finds accounts of other servers by their names, all together within a short time.

    Who is not found by then stays text in this post; the asking goes on, so that the next post finds them.
    """

    accounts: AccountFetcher
    reactor: Any
    seconds: float = SECONDS

    async def find(self, mentions: Sequence[MentionText]) -> dict[str, Account]:
        """Return those who were found, by ``MentionText.handle``."""
        found: dict[str, Account] = {}
        turns = DeferredSemaphore(AT_ONCE)

        async def ask(mention: MentionText) -> None:
            try:
                found[mention.handle] = await self.accounts.by_handle(mention.username, mention.domain)
            except Trouble:
                return  # who cannot be found stays text

        async def in_turn(mention: MentionText) -> None:
            await turns.run(lambda: flow.start(ask(mention)))

        together = flow.start(flow.gather(*(in_turn(one) for one in mentions[:MOST])))
        try:
            await flow.timeout(flow.shield(together), self.seconds, self.reactor)
        except TimeoutError:
            return dict(found)
        return found
