"""Accepting and rejecting what waits for the word of a local author (rows V-15, V-17, V-18)."""

import attrs

from gotosocial.errors import Conflict, NotAllowed, NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction


@attrs.frozen
class InteractionDecisions:
    """The decisions of the account that asks, about its own statuses."""

    access: Access
    decider: InteractionDecider

    async def get(self, requester: Requester, request_id: str) -> InteractionRequest:
        """Return a request about one's own status; raise NotFound."""
        request = await self.access.db.interaction_requests.find(request_id)
        if request is None or request.target_id != requester.account_id:
            raise NotFound("there is no such interaction request")
        return request

    async def accept(self, requester: Requester, request_id: str) -> InteractionRequest:
        """Allow the interaction; raise NotFound, Conflict where it is decided already, NotAllowed."""
        request, by, seen = await self._waiting(requester, request_id)

        async def deed(t: Transaction) -> bool:
            return await self.decider.accept(t, request, by, seen)

        return await self._decided(request_id, is_first=await self.access.db.transact(deed))

    async def reject(self, requester: Requester, request_id: str) -> InteractionRequest:
        """Refuse the interaction, which goes away; raise like ``accept``."""
        request, by, seen = await self._waiting(requester, request_id)

        async def deed(t: Transaction) -> bool:
            return await self.decider.reject(t, request, by, seen)

        return await self._decided(request_id, is_first=await self.access.db.transact(deed))

    async def _waiting(
        self, requester: Requester, request_id: str
    ) -> tuple[InteractionRequest, Account, Seen]:
        request = await self.get(requester, request_id)
        if not request.is_waiting:
            raise Conflict("this is decided already")
        author = await self.access.own_account(requester)
        if author.moved_to_uri:
            raise NotAllowed("this account has moved away")
        by = await self.access.find_account(request.account_id)
        found = await self.access.seen((request.status_id,), None)
        if by is None or not found:
            raise NotFound("there is no such interaction request")
        return request, by, found[0]

    async def _decided(self, request_id: str, *, is_first: bool) -> InteractionRequest:
        if not is_first:
            raise Conflict("this is decided already")
        return await self.access.db.interaction_requests.get(request_id)
