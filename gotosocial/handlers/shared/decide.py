"""Deciding about an interaction that waits: yes, or no (rows V-15, V-17, V-18, S-29)."""

import attrs

from gotosocial.handlers.shared.approvals import PENDING, Approvals
from gotosocial.handlers.shared.let_in import LetIn
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen
class InteractionDecider:
    """Writes the decision of a local author with all that follows from it, within a transaction."""

    approvals: Approvals
    let_in: LetIn
    remover: StatusRemover

    async def accept(self, t: Transaction, request: InteractionRequest, by: Account, seen: Seen) -> bool:
        """Let in what ``by`` did to the status ``seen``; return False where it was decided before."""
        granted = self.approvals.granted(request, seen.author)
        if not await t.interaction_requests.decide(granted):
            return False
        if request.kind == "favourite":
            mark = await t.favourites.find_by_uri(request.interaction_uri)
            if mark is not None:
                await self.let_in.favourite(t, mark, seen, granted.response_uri)
        else:
            status = await t.statuses.find_by_uri(request.interaction_uri)
            if status is not None:
                await self.let_in.status(t, status, seen, granted.response_uri)
                await t.notifications.delete_from(seen.author.id, by.id, PENDING[request.kind], status.id)
        if request.kind == "favourite":
            await self._forget_pending_favourite(t, by, seen)
        await self.approvals.teller.accepted(t, granted, seen.author, by, seen.status)
        return True

    async def reject(self, t: Transaction, request: InteractionRequest, by: Account, seen: Seen) -> bool:
        """Take away what ``by`` did; return False where it was decided before."""
        refused = self.approvals.refused(request, seen.author)
        if not await t.interaction_requests.decide(refused):
            return False
        if request.kind == "favourite":
            await t.favourites.delete(by.id, seen.status.id)
            await self._forget_pending_favourite(t, by, seen)
        else:
            status = await t.statuses.find_by_uri(request.interaction_uri)
            if status is not None:
                await self.remover.remove_within(t, status)
        await self.approvals.teller.rejected(t, refused, seen.author, by, seen.status)
        return True

    async def accept_by_deed(self, t: Transaction, status: Status, author: Account) -> None:
        """Accept a reply that waits because ``author``, who decides, likes, answers or boosts it (S-29)."""
        if not status.is_pending or status.in_reply_to_account_id != author.id:
            return
        request = await t.interaction_requests.find_by_interaction(status.uri)
        if request is None or not request.is_waiting:
            return
        parent = await t.statuses.find(request.status_id)
        by = await t.accounts.find(request.account_id)
        if parent is not None and by is not None:
            await self.accept(t, request, by, Seen(status=parent, author=author))

    async def _forget_pending_favourite(self, t: Transaction, by: Account, seen: Seen) -> None:
        await t.notifications.delete_from(seen.author.id, by.id, PENDING["favourite"], seen.status.id)
