"""Telling another server that an interaction with a local status is allowed, or refused (rows V-17, V-18)."""

import attrs

from gotosocial.activitypub.write.approval import (
    ApprovalFacts,
    write_accept_interaction,
    write_reject_interaction,
)
from gotosocial.activitypub.write.context import Document
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen
class InteractionTeller:
    """The interacter hears the answer; of replies and boosts that came unasked the followers hear it too."""

    messenger: Messenger

    async def accepted(
        self, t: Transaction, request: InteractionRequest, author: Account, by: Account, status: Status
    ) -> None:
        """Tell that ``author``, who lives here, allows what ``by`` did."""
        facts = ApprovalFacts(request=request, status=status, author=author, by=by)
        await self._send(t, write_accept_interaction(facts), facts)

    async def rejected(
        self, t: Transaction, request: InteractionRequest, author: Account, by: Account, status: Status
    ) -> None:
        """Tell that ``author``, who lives here, does not allow what ``by`` did."""
        facts = ApprovalFacts(request=request, status=status, author=author, by=by)
        await self._send(t, write_reject_interaction(facts), facts)

    async def _send(self, t: Transaction, document: Document, facts: ApprovalFacts) -> None:
        if facts.by.is_local or not facts.author.is_local:
            return
        request = facts.request
        await self.messenger.send(
            t,
            document,
            by=facts.author,
            to=(facts.by,),
            about=request.response_uri,
            to_followers=request.kind != "favourite" and not request.is_polite,
        )
