"""The documents that prove that a local author allowed an interaction (rows V-17, V-19)."""

import attrs

from gotosocial.activitypub.write.approval import (
    ApprovalFacts,
    write_accept_interaction,
    write_authorization,
)
from gotosocial.activitypub.write.context import Document
from gotosocial.errors import NotFound
from gotosocial.handlers.documents.read_as import Readership, Visitor


@attrs.frozen
class ApprovalDocuments:
    """Serves what was accepted; what waits or was refused is nobody's business."""

    readership: Readership

    async def authorization(self, username: str, request_id: str, visitor: Visitor) -> Document:
        """Return the authorization of an accepted request, or raise NotFound, NotAllowed."""
        return write_authorization(await self._facts(username, request_id, visitor))

    async def accept(self, username: str, request_id: str, visitor: Visitor) -> Document:
        """Return the Accept that was sent for a request, or raise NotFound, NotAllowed."""
        return write_accept_interaction(await self._facts(username, request_id, visitor))

    async def _facts(self, username: str, request_id: str, visitor: Visitor) -> ApprovalFacts:
        access = self.readership.access
        request = await access.db.interaction_requests.find(request_id)
        author = await access.db.accounts.find_by_name(username.lower())
        if request is None or request.accepted_at is None or author is None or author.is_suspended:
            raise NotFound("there is no such approval here")
        if request.target_id != author.id:
            raise NotFound("there is no such approval here")
        self.readership.refuse_blocked(visitor, author)
        by = await access.find_account(request.account_id)
        status = (await access.statuses((request.status_id,))).get(request.status_id)
        if by is None or status is None:
            raise NotFound("there is no such approval here")
        return ApprovalFacts(request=request, status=status, author=author, by=by)
