"""Letting readers in: the signature where one is needed, and who they are here."""

import attrs

from gotosocial.federation.gate import Gate, Sender
from gotosocial.handlers.documents.read_as import Readership, Visitor
from gotosocial.http.call import Call
from gotosocial.models.rules.signed_fetch import SignedFetch, Wanted, needs_signature
from gotosocial.rest.activitypub.asked import asked_of


@attrs.frozen
class Visits:
    """The way of a GET to a document. ``level`` is the admin's choice."""

    gate: Gate
    readership: Readership
    level: SignedFetch

    async def enter(self, call: Call, wanted: Wanted) -> Visitor:
        """Return who reads. Raises Unauthorized where a signature is missing or wrong, NotAllowed, Gone."""
        needs = needs_signature(self.level, wanted)
        return await self.readership.visitor(await self._reader(call, needs_signature=needs))

    async def enter_for_actor(self, call: Call) -> Visitor | None:
        """Return who reads an actor, or None where they may have no more of it than its key."""
        sender = await self._reader(call, needs_signature=False)
        if sender is None and needs_signature(self.level, Wanted.ACTOR):
            return None
        return await self.readership.visitor(sender)

    async def _reader(self, call: Call, *, needs_signature: bool) -> Sender | None:
        return await self.gate.reader(asked_of(call), needs_signature=needs_signature)
