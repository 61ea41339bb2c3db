"""Telling other servers about a new post or boost, when the job of its publication ends."""

from collections.abc import Awaitable, Callable

import attrs

from gotosocial.handlers.shared.documents import Documents
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction

Tell = Callable[[Transaction], Awaitable[None]]


@attrs.frozen
class PublishedTeller:
    """Prepares what is said, so that only rows are left to be written in the transaction."""

    documents: Documents
    statuses: StatusTeller
    marks: MarkTeller

    async def prepare(self, seen: Seen) -> Tell | None:
        """Return what queues the activity, or None where nothing leaves this server."""
        status, author, original = seen.status, seen.author, seen.original
        if not author.is_local or not status.is_federated:
            return None
        if original is not None:

            async def tell_boost(t: Transaction) -> None:
                await self.marks.boosted(t, status, author, original)

            return tell_boost
        note = await self.documents.note(status, author)
        known = await self.documents.access.accounts(status.mentioned_ids)
        named = [known[one] for one in status.mentioned_ids if one in known]
        if status.visibility.is_open and status.in_reply_to_account_id:
            # Its author hears of an open reply even where it does not mention them.
            replied_to = await self.documents.access.find_account(status.in_reply_to_account_id)
            named += [replied_to] if replied_to is not None else []

        async def tell_status(t: Transaction) -> None:
            await self.statuses.published(t, status, author, named, note)

        return tell_status
