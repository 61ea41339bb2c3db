"""Telling other servers about a new post or boost, when the job of its publication ends."""

from collections.abc import Awaitable, Callable

import attrs

from gotosocial.handlers.shared.documents import Documents
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
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
        named = await self._named(status)

        async def tell_status(t: Transaction) -> None:
            await self.statuses.published(t, status, author, named, note)

        return tell_status

    async def prepare_update(self, seen: Seen, edit: str) -> Tell | None:
        """Return what queues the Update of a status; ``edit`` is a ULID, None where nothing leaves."""
        status, author = seen.status, seen.author
        if not author.is_local or not status.is_federated or status.is_pending:
            return None
        note = await self.documents.note(status, author)
        named = await self._named(status)

        async def tell(t: Transaction) -> None:
            await self.statuses.edited(t, status, author, named, note, edit=edit)

        return tell

    async def _named(self, status: Status) -> list[Account]:
        """Return who hears of the status by name; of what waits for approval only who decides about it."""
        access = self.documents.access
        known = await access.accounts((*status.mentioned_ids, status.in_reply_to_account_id))
        replied_to = known.get(status.in_reply_to_account_id)
        if status.is_pending:
            return [replied_to] if replied_to is not None else []
        named = [known[one] for one in status.mentioned_ids if one in known]
        if status.visibility.is_open and replied_to is not None:
            # Its author hears of an open reply even where it does not mention them.
            named.append(replied_to)
        return named
